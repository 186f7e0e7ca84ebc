import { expect, it } from 'vitest'
import { barOf, percentOf } from '../../../../scripts/ground/part-of.ts'

it.each([
  [518, 519, '99.8 %'],
  [519, 519, '100 %'],
  [0, 519, '0 %'],
  [0, 0, '0 %'],
  [1, 519, '0.2 %'],
  [1, 100_000, '0.001 %'],
  [999_999, 1_000_000, '99.9999 %'],
  [2, 3, '67 %'],
  [1, 2, '50 %'],
])('%i of %i is %s', (count, of, told) => {
  expect(percentOf(count, of)).toBe(told)
})

it('only all is 100 %, and only 0 is 0 %', () => {
  for (let of = 1; of <= 700; of++) {
    for (const count of [0, 1, of >> 1, of - 1, of]) {
      const told = percentOf(count, of)
      expect([told === '100 %', told === '0 %'], `${count} of ${of}: ${told}`).toEqual([count === of, count === 0])
    }
  }
})

it.each([
  [518, 519, '█████████░'],
  [519, 519, '██████████'],
  [1, 519, '█░░░░░░░░░'],
  [0, 519, '░░░░░░░░░░'],
  [0, 0, '░░░░░░░░░░'],
])('a bar of %i of %i is full only for all and empty only for 0', (count, of, bar) => {
  expect(barOf(count, of, 10)).toBe(bar)
})
