import { expect, it } from 'vitest'
import { diffLines } from '../../../../../scripts/deployments/planning/diff.ts'

it('a diff shows removed and added lines, with two lines around them', () => {
  const before = 'one\ntwo\nthree\nfour\nfive\nsix\n'
  expect(diffLines(before, before.replace('five', 'FIVE'))).toBe('@@ -3,4 +3,4 @@\n three\n four\n-five\n+FIVE\n six')
})

it('a diff of equal texts is empty, whatever their line endings', () => {
  expect(diffLines('one\r\ntwo', 'one\ntwo')).toBe('')
})
