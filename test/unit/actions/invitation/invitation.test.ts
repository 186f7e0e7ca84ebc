import { expect, it } from 'vitest'
import { OUR_KEYS } from '../../../../actions/invitation/invitation.ts'

it('the keys of ours are these six, and whoever makes an account again carries over none of them', () => {
  expect(OUR_KEYS).toEqual([
    'invitation',
    'invitation_revocation',
    'invitation_block',
    'invitation_consent',
    'invitation_roles',
    'invitation_acceptance',
  ])
})
