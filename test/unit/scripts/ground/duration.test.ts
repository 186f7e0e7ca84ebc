import { describe, expect, it } from 'vitest'
import { readDuration, tellDuration } from '../../../../scripts/ground/duration.ts'

describe('a duration that is read', () => {
  it.each([
    ['90s', 90],
    ['30m', 1800],
    ['24h', 86_400],
    ['7d', 604_800],
    ['2w', 1_209_600],
    ['7 days', 604_800],
    ['1 day', 86_400],
    ['36 Hours', 129_600],
    ['2hrs', 7200],
    ['10 min', 600],
    ['10 minutes', 600],
    ['45 sec', 45],
    ['1 week', 604_800],
  ])('%s is %i seconds', (text, seconds) => {
    expect(readDuration(text)).toBe(seconds)
  })

  it.each(['7', 'd', '-1d', '1.5h', '7 months', '7 dayz', '2 years', 'seven days', '7d 2h', ''])(
    '%j is not a duration',
    (text) => {
      expect(readDuration(text)).toBeNaN()
    },
  )
})

describe('a duration that is shown', () => {
  it.each([
    [0, '0 seconds'],
    [1, '1 second'],
    [90, '1 minute and 30 seconds'],
    [600, '10 minutes'],
    [3600, '1 hour'],
    [86_399, '23 hours'],
    [129_600, '1 day and 12 hours'],
    [432_000, '5 days'],
    [604_800, '7 days'],
    [31_557_600, '1 year'],
    [-5, '0 seconds'],
  ])('%i seconds are %s', (seconds, told) => {
    expect(tellDuration(seconds)).toBe(told)
  })
})
