import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { operations } from '../../../../actions/invitation/operations.ts'

it('every status and every operation is in the diagram of docs/inviting.md', () => {
  const rows = Object.entries(operations).map(
    ([status, { invite, resend, revoke, accept }]) => `| ${status} | ${invite} | ${resend} | ${revoke} | ${accept} |`,
  )
  expect(readFileSync('docs/inviting.md', 'utf8')).toContain(rows.join('\n'))
})
