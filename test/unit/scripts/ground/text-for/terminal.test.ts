import { expect, it } from 'vitest'
import { severalLines, table } from '../../../../../scripts/ground/text-for/terminal.ts'

it('a table has columns of equal width and no trailing spaces', () => {
  expect(table(['email', 'status'], [['ada@example.com', 'pending']])).toEqual([
    'email            status',
    'ada@example.com  pending',
  ])
})

it('a row of a table is one line, as wide as it is shown', () => {
  expect(
    table(
      ['by', 'n'],
      [
        ['Grace\nHopper', '1'],
        ['\u001b[31m', '2'],
      ],
    ),
  ).toEqual(['by             n', 'Grace\\nHopper  1', '\\u001b[31m     2'])
})

it('text with line breaks of ours keeps them and nothing else', () => {
  expect(severalLines('a\r\nb\u001b\tc\r')).toBe('a\nb\\u001b\\tc\\r')
})
