import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { assumedByStories, assumeFlags } from '../../assumed.ts'
import { assumptions, defaultAssumptions } from '../../emulator/assumptions.ts'
import { readFacts } from '../../emulator/facts.ts'

const file = join(mkdtempSync(join(tmpdir(), 'facts-')), 'facts.json')

function written(facts: unknown): string {
  writeFileSync(file, typeof facts === 'string' ? facts : JSON.stringify(facts))
  return file
}

const facts = {
  ...{ domain: 'example.eu.auth0.com', at: '2026-03-01T12:00:00Z', plan: 'free' },
  assume: { 'superseded-link': 'expired', 'unknown-address': '404' },
  evidence: { 'superseded-link': { heading: 'Expired link' } },
}

describe('a facts file', () => {
  it('sets the switches that it names; the others have their defaults', () => {
    expect(readFacts(written(facts))).toEqual({
      ...defaultAssumptions(),
      'superseded-link': 'expired',
      'unknown-address': '404',
    })
  })

  it.each(Object.entries(assumptions).flatMap(([name, { values }]) => values.map((value) => ({ name, value }))))(
    'can set $name to $value',
    ({ name, value }) => {
      expect(readFacts(written({ assume: { [name]: value } }))).toMatchObject({ [name]: value })
    },
  )

  it.each([undefined, ''])('is optional (%j): the switches then have their defaults', (path) => {
    expect(readFacts(path)).toEqual(defaultAssumptions())
  })

  it.each([
    ['{', 'which is not a JSON object. Write it again, or unset the variable.'],
    [[], 'which is not a JSON object. Write it again, or unset the variable.'],
    [{}, 'has no object "assume", like {"assume":{"superseded-link":"expired"}}.'],
    [{ assume: [] }, 'has no object "assume", like {"assume":{"superseded-link":"expired"}}.'],
    [{ assume: { weather: 'fine' } }, 'sets weather, which is not a switch. The switches are: reset-verifies-email, '],
    ['{"assume":{"__proto__":"used"}}', 'sets __proto__, which is not a switch.'],
    [
      { assume: { 'superseded-link': 'blue' } },
      'sets superseded-link to "blue". It must be one of: used, expired, generic.',
    ],
    [{ assume: { 'unknown-address': 404 } }, 'sets unknown-address to 404. It must be one of: 200, 404.'],
    [{ ...facts, plan: 1 }, 'has "plan", which is not a string.'],
    [{ ...facts, evidence: 'seen' }, 'has "evidence", which is not an object.'],
  ])('with %j is refused, and the error names the problem', (wrong, sentence) => {
    const answer = readFacts(written(wrong))
    expect(answer).toContain(file)
    expect(answer).toContain(sentence)
  })

  it('that does not exist is refused, and the error says which variable names it', () => {
    expect(readFacts('nowhere.json')).toBe(
      'LOCAL_TENANT_FACTS names nowhere.json, which does not exist. Name a facts file, or unset the variable.',
    )
    expect(readFacts(tmpdir())).toContain('which cannot be read (EISDIR)')
  })
})

describe('the switches of the product’s stories', () => {
  const under = (env: Record<string, string>) => assumeFlags(assumedByStories(env))

  it('come from the defaults, from a facts file, and from LOCAL_TENANT_ASSUME, which counts more', () => {
    const LOCAL_TENANT_FACTS = written(facts)
    expect(under({})).toEqual([])
    expect(under({ LOCAL_TENANT_FACTS })).toEqual(['superseded-link=expired', 'unknown-address=404'])
    expect(under({ LOCAL_TENANT_FACTS, LOCAL_TENANT_ASSUME: 'superseded-link=generic,unknown-address=200' })).toEqual([
      'superseded-link=generic',
    ])
  })

  it('stop the stories if one of the two is wrong', () => {
    expect(() => under({ LOCAL_TENANT_FACTS: 'nowhere.json' })).toThrow('nowhere.json, which does not exist')
    expect(() => under({ LOCAL_TENANT_ASSUME: 'weather=fine' })).toThrow('--assume has no switch weather')
  })
})
