import { expect, it } from 'vitest'
import { OUR_KEYS } from '../../../../actions/invitation/invitation.ts'

it('our keys are these six, and an account that is made again gets none of them', () => {
  expect(OUR_KEYS).toEqual([
    'invitation',
    'invitation_revocation',
    'invitation_block',
    'invitation_consent',
    'invitation_roles',
    'invitation_acceptance',
  ])
})
