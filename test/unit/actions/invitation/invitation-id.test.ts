import { describe, expect, it } from 'vitest'
import { isInvitationId } from '../../../../actions/invitation/invitation-id.ts'
import { readInvitation } from '../../../../actions/invitation/read.ts'
import { invitationWith } from './records.ts'

describe('the id of an invitation', () => {
  it.each([
    [true, 'inv_0123456789abcdef0123456789abcdef'],
    [true, 'inv_12345678'],
    [true, `inv_${'x'.repeat(64)}`],
    [false, `inv_${'x'.repeat(65)}`],
    [false, 'inv_1234567'],
    [false, ' inv_12345678'],
    [false, 'inv_12345678\n'],
    [false, 'inv_12345678"'],
    [false, 'inv_../../xx'],
    [false, 'INV_12345678'],
    [false, ''],
    [false, 5],
    [false, null],
    [false, ['inv_12345678']],
  ])('%s: %j, and only a record with a valid one can be read', (isId, id) => {
    expect(isInvitationId(id)).toBe(isId)
    const record = Object.assign(invitationWith(), { id })
    expect(readInvitation({ invitation: record }).kind).toBe(isId ? 'invitation' : 'malformed')
  })
})
