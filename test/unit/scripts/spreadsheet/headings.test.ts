import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { languageTags } from '../../../../actions/invitation/languages.ts'
import {
  describeHeadings,
  fieldCalled,
  headings,
  isPrivateRemark,
  plainHeading,
  privateRemarks,
  wordsFor,
} from '../../../../scripts/spreadsheet/headings.ts'

const page = 'docs/spreadsheet.md'
const mark = /(<!-- headings: .*-->\n)[^]*?(\n<!-- end -->)/

describe('headings', () => {
  it.each(languageTags)('have a word for every column, and one for private remarks, in %s', (language) => {
    for (const [field, words] of Object.entries(headings)) {
      expect(words[language].length, field).toBeGreaterThan(0)
      for (const word of words[language]) expect(fieldCalled(` ${word.toUpperCase()} :`), word).toBe(field)
    }
    expect(privateRemarks[language].map(isPrivateRemark)).not.toContain(false)
  })

  it('mean one thing each: no word means another column in another language', () => {
    const all = [...Object.values(headings), privateRemarks].flatMap((words) => wordsFor(words).map(plainHeading))
    expect(all.filter((word, index) => all.indexOf(word) !== index)).toEqual([])
  })

  it.each([
    'Comment',
    'Remarks',
    'Bemerkung',
    'KOMMENTAR',
    'commentaire',
    'Observación',
    'observações',
    '備考',
    'ملاحظات',
  ])('do not make %s a note to the invitee, because people keep private remarks there', (title) => {
    expect(fieldCalled(title)).toBeUndefined()
    expect(isPrivateRemark(title)).toBe(true)
  })

  it('are known without accents and in decomposed letters, too', () => {
    expect(['prenom', 'Prénom'.normalize('NFD'), 'correo electronico', 'البريد الالكتروني'].map(fieldCalled)).toEqual([
      ...['first_name', 'first_name', 'email', 'email'],
    ])
  })

  it('are listed in the manual as in import --help', () => {
    const rows = Object.entries(headings).map(([field, words]) => `| \`${field}\` | ${wordsFor(words).join(', ')} |`)
    const remarks = `| never mailed | ${wordsFor(privateRemarks).join(', ')} |`
    const table = ['| Column | Headings |', '|---|---|', ...rows, remarks].join('\n')
    const manual = readFileSync(page, 'utf8')
    const fresh = manual.replace(mark, `$1${table}$2`)
    if (process.env['UPDATE_GENERATED']) writeFileSync(page, fresh)
    expect(fresh).toContain(table)
    expect(manual).toBe(fresh)
    for (const field of Object.keys(headings)) expect(describeHeadings().join('\n')).toContain(`  ${field} `)
  })
})
