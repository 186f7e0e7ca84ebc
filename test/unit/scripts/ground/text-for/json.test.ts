import fc from 'fast-check'
import { expect, it } from 'vitest'
import { jsonLine } from '../../../../../scripts/ground/text-for/json.ts'
import { hostileText, obeyedOrHidden } from '../../../../hostile-text.ts'

const seed = Number(process.env['PROPERTY_SEED'] ?? 20_260_110)

it('a line of JSON has the same data, and a terminal obeys and hides nothing in it', () => {
  expect(jsonLine({ name: '\u001b[31m\u009b\u202e\u{e0041} é' })).toBe(
    '{"name":"\\u001b[31m\\u009b\\u202e\\udb40\\udc41 é"}',
  )
  console.info(`JSON: PROPERTY_SEED=${seed}`)
  fc.assert(
    fc.property(hostileText, hostileText, (key, text) => {
      const line = jsonLine({ [`_${key}`]: text })
      expect(JSON.parse(line)).toEqual({ [`_${key}`]: text })
      expect(line).not.toMatch(obeyedOrHidden)
      expect(line).not.toContain('\n')
    }),
    { numRuns: 2000, seed },
  )
})
