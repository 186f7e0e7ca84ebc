import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { commands } from '../../scripts/cli/find-command.ts'
import { helpAbout } from '../../scripts/cli/help.ts'

/** Words that nobody says to a person any more, and what we say instead. */
const gone: Record<string, RegExp> = {
  fix: /\bmend(s|ed|ing)?\b/i,
  again: /\banew\b/i,
  'check whether': /\blook(s|ed|ing)? whether\b/i,
  revoke: /\bwithdraw(s|n|al|ing)?\b/i,
  'Nothing was sent': /\bnobody was mailed\b/i,
  'is not a': /\bis no (URL|address|token|email|CSV|https)\b/,
  'the name of the command, as it was called':
    /(^|[^-\w/.])invitations (invite|import|show|list|resend|revoke|deploy|doctor|init) /,
}

/** Longer sentences are read twice. */
const MOST_WORDS = 30

const filesIn = (folder: string, ending: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => join(folder, file))

/** Languages other than English are for those who speak them. */
const sources = [...filesIn('scripts', '.ts'), ...filesIn('actions', '.ts')].filter(
  (file) => !file.includes('/languages') || file.endsWith('languages/en.ts'),
)

/** What a person may read: texts of some words in the sources, without what stands between `${` and `}`. */
function textsIn(file: string): string[] {
  const found: string[] = []
  const visit = (node: ts.Node) => {
    if (ts.isStringLiteralLike(node)) found.push(node.text)
    else if (ts.isTemplateExpression(node)) {
      found.push([node.head.text, ...node.templateSpans.map(({ literal }) => `…${literal.text}`)].join(''))
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true))
  return found.filter((text) => /[a-z]+ [a-z]+ /i.test(text) && !/<\w+[ >]|\{%|\{\{|[;{]\s*\n/.test(text))
}

const printed = sources.flatMap((file) => textsIn(file).map((text) => ({ file, text })))
for (const name of Object.keys(commands)) {
  const help = await helpAbout(name.split(' '))
  for (const text of help.split('\n')) printed.push({ file: `help ${name}`, text })
}

const wordsOf = (sentence: string) => sentence.split(/\s+/).filter((word) => /\w/.test(word))
/** Lists of names and scopes are no sentences. */
const sentencesOf = (text: string) =>
  text.split(/[.!?:;]\s|\n/).filter((part) => !/(\S+, ){6}|\w+:\w+ \w+:\w+/.test(part))

describe('what a person reads', () => {
  it.each(Object.entries(gone))('says “%s”', (_, word) => {
    expect(printed.filter(({ text }) => word.test(text))).toEqual([])
  })

  it(`has no sentence of more than ${MOST_WORDS} words`, () => {
    const long = printed.flatMap(({ file, text }) =>
      sentencesOf(text)
        .filter((sentence) => wordsOf(sentence).length > MOST_WORDS)
        .map((sentence) => `${file}: ${sentence}`),
    )
    expect(long).toEqual([])
  })

  it('the titles of tests do not use these words either', () => {
    const titles = filesIn('test', '.test.ts').flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/^\s*(?:it|describe)\(\s*['`](.*?)['`],/gm)].map(([, title = '']) => ({
        file,
        title,
      })),
    )
    const words = [gone['fix'], gone['again'], gone['check whether']]
    expect(titles.filter(({ title }) => words.some((word) => word?.test(title)))).toEqual([])
  })
})
