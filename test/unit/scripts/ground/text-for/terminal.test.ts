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

it('the lines after the first begin below its text: behind a sign, a label, or what sets it in', () => {
  const below = (line: string, width = 40) => folded(line, width).slice(1)
  expect(below('  ~ Links in all reset mails of the tenant: expire')).toEqual(['    tenant: expire'])
  expect(below('· note     The app has no login URI. (app_without)')).toEqual(['           (app_without)'])
  expect(below('           After it, people have no button to it')).toEqual(['           button to it'])
  expect(below('Invited ada@example.com until 6 December 2026')).toEqual(['  2026'])
})

it('a word that has no room there begins further to the left', () => {
  const id = 'inv_643143baa82ee1333be512ddfad8967d'
  expect(folded(`invitation_id  ${id}`, 40)).toEqual(['invitation_id', `  ${id}`])
})

it('a word longer than the line stays whole', () => {
  expect(folded('https://example.com/a-very-long-address', 10)).toEqual(['https://example.com/a-very-long-address'])
  expect(folded('  see https://example.com/a-very-long-address for more', 12)).toEqual([
    '  see',
    '    https://example.com/a-very-long-address',
    '    for more',
  ])
})
