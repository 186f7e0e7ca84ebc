import { expect, it } from 'vitest'
import { readDuration } from '../../../scripts/duration.ts'

it.each([
  ['90s', 90],
  ['30m', 1800],
  ['24h', 86_400],
  ['7d', 604_800],
  ['2w', 1_209_600],
])('%s is %i seconds', (text, seconds) => {
  expect(readDuration(text)).toBe(seconds)
})

it.each(['7', 'd', '-1d', '1.5h', '7 days', ''])('%j is no span of time', (text) => {
  expect(readDuration(text)).toBeNaN()
})
