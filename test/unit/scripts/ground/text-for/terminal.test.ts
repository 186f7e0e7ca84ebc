import { expect, it } from 'vitest'
import { folded, severalLines, table } from '../../../../../scripts/ground/text-for/terminal.ts'

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

it('text with line breaks of ours keeps only those', () => {
  expect(severalLines('a\r\nb\u001b\tc\r')).toBe('a\nb\\u001b\\tc\\r')
})

it('a table without enough room takes several lines for each row', () => {
  const rows = [
    ['ada@example.com', 'pending', '2026-01-31T12:00:00Z'],
    ['bob@example.com', 'accepted', '-'],
  ]
  expect(table(['email', 'status', 'expires_at'], rows, 40)).toEqual([
    'ada@example.com',
    '  status: pending, expires_at:',
    '    2026-01-31T12:00:00Z',
    'bob@example.com',
    '  status: accepted, expires_at: -',
  ])
  expect(table(['email', 'status', 'expires_at'], rows, 47)).toHaveLength(3)
})

it.each([20, 40, 60, 80])('in %d columns no line is longer, and every word is there', (width) => {
  const line =
    '  ~ Email template reset_email: replace it; the current one is saved first, in the tenant and in backups/.'
  const lines = folded(line, width)
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(width)
  expect(lines.map((one) => one.trim()).join(' ')).toBe(line.trim())
})

it('a word longer than the line stays whole', () => {
  expect(folded('https://example.com/a-very-long-address', 10)).toEqual(['https://example.com/a-very-long-address'])
})
