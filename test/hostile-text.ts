import fc from 'fast-check'

/** One of each kind that a terminal obeys, a spreadsheet runs or a page parses, or that is invisible. */
const pieces = [
  ...['\u001b[2J', '\u001b]0;owned\u0007', '\u001b]8;;https://evil.example\u001b\\', '\u009b31m', '\u009d0;x\u009c'],
  ...['\u0000', '\u0007', '\b', '\u007f', '\t', '\n', '\r', '\r\n', '\v', '\f', '\u0085', '\u2028', '\u2029'],
  ...['\u202e', '\u2066', '\u200f', '\u061c', '\u200b', '\u200d', '\u2060', '\ufeff', '\u00ad', '\u3164', '\ufe0f'],
  ...['\u{e0041}', '\u2800', '\ufffe', '\n[31mError (internal): lost', '\nmallory@example.com  accepted'],
  ...[
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\uff1d1',
    '\uff0b1',
    '\uff0d1',
    '\uff20x',
    ';=1+1',
    '; "=1',
    '|@x',
    '\n=1',
    ' =1',
  ],
  ...['"', '""', "'", ',', ';', '`id`', '$(id)', '!!', '&', '|', '<script>alert(1)</script>', '"><img src=x>', '</td>'],
  ...[
    '&amp;',
    '{{ url }}',
    '{% assign x = 1 %}',
    'Ada',
    'Grace Hopper',
    '\u00e9',
    '\u65e5\u672c',
    '\u{1f469}\u200d\u{1f4bb}',
  ],
]

/** Any but half of a surrogate pair. fast-check's own `binary` maps all 1.1 million once more for each text, for a second. */
export const anyCharacter = fc
  .integer({ min: 0, max: 0x10f7ff })
  .map((point) => String.fromCodePoint(point < 0xd800 ? point : point + 0x800))

/** Text that somebody else may have written. */
export const hostileText = fc
  .array(
    fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...pieces) }, fc.string({ unit: anyCharacter, maxLength: 4 })),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((some) => some.join(''))

/**
 * What must not reach a terminal, except line breaks: control characters (C0, C1), separators, marks of direction,
 * zero-width and filling marks. They are listed here by code point, not with the product's code.
 */
export const obeyedOrHidden =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb]/
