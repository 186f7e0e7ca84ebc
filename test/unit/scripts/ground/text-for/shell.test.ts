import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inShell } from '../../../../../scripts/ground/text-for/shell.ts'
import { anyCharacter } from '../../../../hostile-text.ts'

const seed = Number(process.env['PROPERTY_SEED'] ?? 20_260_112)
/** What a shell reads from pasted words, a line for each. */
const pasted = (words: string): string => execFileSync('sh', ['-c', `printf '%s\\n' ${words}`], { encoding: 'utf8' })

describe('a word of a command to paste', () => {
  it('stays as it is if no shell changes it', () => {
    for (const word of ['ada@example.com', 'ada+tag@example.com', 'inv_0123', 'people.csv', 'a/b_c-d.e:f,g=h%']) {
      expect(inShell(word)).toBe(word)
    }
  })

  it('is quoted if a shell would change it', () => {
    expect(inShell('o`id`@example.com')).toBe("'o`id`@example.com'")
    expect(inShell("o'brien@example.com")).toBe(`'o'\\''brien@example.com'`)
    expect(['', '~x', '=ls', '-x', '#x', 'a b', '{a,b}', '!!', '$HOME', 'a*', 'é'].map(inShell)).toEqual([
      ...["''", "'~x'", "'=ls'", "'-x'", "'#x'", "'a b'", "'{a,b}'", "'!!'", "'$HOME'", "'a*'", "'é'"],
    ])
  })

  it('stays the same through sh, for any valid address', () => {
    console.info(`shell: PROPERTY_SEED=${seed}`)
    const local = fc.string({
      unit: fc.constantFrom(...Array.from("abc0!#$%&'*+/=?^_`{|}~-")),
      minLength: 1,
      maxLength: 20,
    })
    const addresses = fc.sample(local, { numRuns: 500, seed }).map((name) => `${name}@example.com`)
    expect(pasted(addresses.map(inShell).join(' '))).toBe(addresses.map((address) => `${address}\n`).join(''))
    const texts = fc.sample(fc.string({ unit: anyCharacter, maxLength: 10 }), { numRuns: 300, seed }).map((text) => {
      return text.replace(/[\0\ud800-\udfff]/g, '')
    })
    expect(pasted(texts.map(inShell).join(' '))).toBe(texts.map((text) => `${text}\n`).join(''))
  })
})
