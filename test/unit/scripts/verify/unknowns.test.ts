import { expect, it } from 'vitest'
import { stories } from '../../../../scripts/verify/stories/index.ts'
import { unknowns } from '../../../../scripts/verify/unknowns.ts'
import { assumptions } from '../../../emulator/assumptions.ts'

it('verify has a story for each switch of the local tenant, and for each of its values', () => {
  const known = Object.entries(assumptions).map(([name, { values }]) => [name, [...values].sort()])
  const settled = Object.entries(unknowns).map(([name, values]) => [name, [...values].sort()])
  expect(Object.fromEntries(settled)).toEqual(Object.fromEntries(known))
  const settling = stories.filter(({ settles }) => settles === true).map(({ name }) => name)
  expect(settling.sort()).toEqual(Object.keys(assumptions).sort())
})
