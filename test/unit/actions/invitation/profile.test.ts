import { describe, expect, it } from 'vitest'
import { bytesOf, fitsIntoProfile, MOST_PROFILE_BYTES } from '../../../../actions/invitation/profile.ts'
import { invitationWith } from './records.ts'

describe('the limit of a profile', () => {
  const { id, invited_at } = invitationWith()
  const added = bytesOf({ invitation: invitationWith(), invitation_acceptance: { id, at: invited_at } })

  it('counts the whole profile with the invitation and its acceptance, in bytes', () => {
    expect(bytesOf({ name: 'Zoë' })).toBe(15)
    expect(bytesOf(undefined)).toBe(0)
    expect(fitsIntoProfile(MOST_PROFILE_BYTES - added, invitationWith())).toBe(true)
    expect(fitsIntoProfile(MOST_PROFILE_BYTES - added + 1, invitationWith())).toBe(false)
  })

  it('has no room for something nested so deeply that it cannot be written as JSON', () => {
    expect(bytesOf(JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`))).toBe(Infinity)
  })

  it('leaves the answer to Auth0 if the profile was not read completely', () => {
    expect(fitsIntoProfile(undefined, invitationWith())).toBe(true)
  })
})
