import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isVisible, visible } from '../../../../actions/invitation/visible.ts'
import { hostileText, obeyedOrHidden } from '../../../hostile-text.ts'

const seed = Number(process.env['PROPERTY_SEED'] ?? 20_260_108)

describe('text of others, made visible', () => {
  it.each([
    ['an escape sequence', 'a\u001b[31m\u0007', 'a\\u001b[31m\\u0007'],
    ['the same in one character', '\u009b31m\u009d', '\\u009b31m\\u009d'],
    ['line breaks and tabs', 'a\nb\r\nc\td', 'a\\nb\\r\\nc\\td'],
    ['separators of lines and paragraphs', '\u0085\u2028\u2029', '\\u0085\\u2028\\u2029'],
    ['marks of direction', '\u202e\u2066\u200f\u061c', '\\u202e\\u2066\\u200f\\u061c'],
    ['zero-width marks', 'a\u200bb\u200dc\u2060\ufeff\u00ad', 'a\\u200bb\\u200dc\\u2060\\ufeff\\u00ad'],
    ['letters that are blank', '\u3164\uffa0\u2800', '\\u3164\\uffa0\\u2800'],
    ['half a character', '\ud800x', '\\ud800x'],
    ['a joiner between letters that need none', 'S\u200dt', 'S\\u200dt'],
    ['letters of tags', '\u{e0041}', '\\udb40\\udc41'],
  ])('shows as JSON does: %s', (_, text, shown) => {
    expect(visible(text)).toBe(shown)
  })

  it.each([
    ['words', 'Ada Lovelace, née Byron \u65e5\u672c\u8a9e'],
    ['an emoji of several', '\u{1f469}\u{1f3fd}\u200d\u{1f4bb} \u2764\ufe0f 1\ufe0f\u20e3 \u{1f1ea}\u{1f1fa}'],
    ['a Persian name, spelled with a joiner', '\u0639\u0644\u06cc\u200c\u0631\u0636\u0627'],
    ['a Sinhala word', '\u0dc1\u0dca\u200d\u0dbb\u0dd3'],
  ])('leaves as they are: %s', (_, text) => {
    expect(visible(text)).toBe(text)
    expect(isVisible(text)).toBe(true)
  })

  it('has no characters that a terminal obeys or hides, and does not change when it is shown again', () => {
    console.info(`visible: PROPERTY_SEED=${seed}`)
    fc.assert(
      fc.property(hostileText, (text) => {
        const shown = visible(text)
        expect(shown).not.toMatch(obeyedOrHidden)
        expect(shown).not.toContain('\n')
        expect(visible(shown)).toBe(shown)
        expect(isVisible(text)).toBe(shown === text)
      }),
      { numRuns: 2000, seed },
    )
  })
})
