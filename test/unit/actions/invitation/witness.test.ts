import { describe, expect, it } from 'vitest'
import type { Invitation } from '../../../../actions/invitation/invitation.ts'
import {
  deeds,
  isMadeUserId,
  isProven,
  isSignInProven,
  madeUserId,
  originOf,
  wasThereBefore,
  type Deed,
  type FullWitness,
} from '../../../../actions/invitation/witness.ts'
import { invitationWith, made } from './records.ts'

const ofVersion01 = { ...made, user_id: 'auth0|5f7c8ec7c33c6c004bbafe82' }
const ended = '2026-01-01T00:00:00.200Z'
/** Somebody who was there before; a forger has copied Auth0's data into the record. */
const victim: FullWitness = {
  user_id: 'auth0|5f7c8ec7c33c6c004bbafe99',
  created_at: '2025-06-01T09:00:00.000Z',
  email_verified: true,
  identities: 1,
  last_login: '2026-01-01T08:00:00.000Z',
  logins_count: 40,
}

const kept: FullWitness = {
  ...victim,
  email_verified: false,
  last_login: '2025-12-01T00:00:00Z',
  last_password_reset: ended,
}

interface Case {
  account: FullWitness
  record?: Partial<Invitation>
  proven: Deed[]
}

const all = Object.keys(deeds) as Deed[]
const allButDelete = all.filter((deed) => deed !== 'delete')
const asked: Deed[] = ['block_revoked', 'end_access', 'give_roles', 'hand_over_link']

/** Accounts, and what may be done to each because its record says that an invitation made it. */
const cases: Record<string, Case> = {
  'an invitation made it': { account: made, proven: all },
  'an invitation made it, and has been renewed twice since': {
    account: made,
    record: { id: 'inv_new00000', previous_ids: ['inv_b', 'inv_a'], invited_at: '2026-02-01T00:00:00Z' },
    proven: all,
  },
  'an invitation made it, and a password was chosen': {
    account: { ...made, email_verified: true, last_password_reset: '2026-01-02T00:00:00Z' },
    proven: allButDelete,
  },
  'an invitation made it, and somebody signed in, refused or not': {
    account: { ...made, last_login: '2026-01-09T00:00:00Z', logins_count: 1 },
    proven: asked,
  },
  'an invitation made it, and a second identity was linked': { account: { ...made, identities: 2 }, proven: [] },
  'version 0.1 made it, and nobody used it': { account: ofVersion01, proven: allButDelete },
  'version 0.1 made it, and our log or journal shows so': { account: { ...ofVersion01, madeByUs: true }, proven: all },
  'version 0.1 made it, and somebody signed in': {
    account: { ...ofVersion01, last_login: '2026-01-09T00:00:00Z', last_password_reset: '2026-01-02T00:00:00Z' },
    proven: [],
  },
  'it was kept, every way into it was ended, and nobody has come back': {
    account: { ...victim, email_verified: false, last_login: '2025-12-01T00:00:00Z', last_password_reset: ended },
    record: { password_ended_at: ended },
    proven: allButDelete,
  },
  'it was kept, and the mailed link was used since': {
    account: { ...victim, last_login: '2025-12-01T00:00:00Z', last_password_reset: '2026-01-03T00:00:00Z' },
    record: { password_ended_at: ended },
    proven: allButDelete,
  },
  'it was kept, and somebody has signed in since, but within the slack of the clocks': {
    account: { ...kept, last_login: '2026-01-01T00:05:00.200Z' },
    record: { password_ended_at: ended },
    proven: allButDelete,
  },
  'it was kept, and somebody has signed in since': {
    account: { ...kept, last_login: '2026-01-01T00:05:00.201Z' },
    record: { password_ended_at: ended },
    proven: [],
  },
  'it was kept, and its password is as old as the slack of the clocks allows': {
    account: { ...kept, last_password_reset: '2025-12-31T23:55:00.200Z' },
    record: { password_ended_at: ended },
    proven: allButDelete,
  },
  'it was kept, and its password is older': {
    account: { ...kept, last_password_reset: '2025-12-31T23:55:00.199Z' },
    record: { password_ended_at: ended },
    proven: [],
  },
  'it was kept, and Auth0 shows no password at all': {
    account: { ...kept, last_password_reset: undefined },
    record: { password_ended_at: ended },
    proven: [],
  },
  'it was kept, and its address was verified although nobody used the link': {
    account: { ...kept, email_verified: true },
    record: { password_ended_at: ended },
    proven: [],
  },
  'made within the slack of the clocks': {
    account: { ...ofVersion01, created_at: '2026-01-01T00:05:00.000Z' },
    proven: allButDelete,
  },
  'made later than that': { account: { ...ofVersion01, created_at: '2026-01-01T00:05:00.001Z' }, proven: [] },
  'made earlier than that': { account: { ...ofVersion01, created_at: '2025-12-31T23:54:59.999Z' }, proven: [] },
  'version 0.1 made it, and Auth0 counts a sign-in': { account: { ...ofVersion01, logins_count: 1 }, proven: [] },
  'version 0.1 made it, and a password was chosen': {
    account: { ...ofVersion01, last_password_reset: '2026-01-02T00:00:00Z' },
    proven: [],
  },
  'version 0.1 made it, and the address was verified': {
    account: { ...ofVersion01, email_verified: true },
    proven: [],
  },
  'an invitation made it, and the address was verified': {
    account: { ...made, email_verified: true },
    proven: allButDelete,
  },
  'version 0.1 made it, our log shows so, and a second identity was linked': {
    account: { ...ofVersion01, madeByUs: true, identities: 2 },
    proven: [],
  },
  'forged: nothing copied': { account: victim, proven: [] },
  'forged: created_at copied': { account: victim, record: { invited_at: '2025-06-01T09:00:00Z' }, proven: [] },
  'forged: created_at copied from somebody who never signed in': {
    account: { ...victim, last_login: undefined, logins_count: undefined },
    record: { invited_at: '2025-06-01T09:00:00Z' },
    proven: [],
  },
  'forged: earlier ids made up': { account: victim, record: { previous_ids: ['inv_a'] }, proven: [] },
  'forged: last_password_reset copied': {
    account: { ...victim, last_password_reset: '2025-12-01T00:00:00.000Z' },
    record: { password_ended_at: '2025-12-01T00:00:00.000Z' },
    proven: [],
  },
  'forged: an ended password made up': {
    account: { ...victim, last_login: undefined },
    record: { password_ended_at: '2025-12-01T00:00:00.000Z' },
    proven: [],
  },
  'a user_id that looks like ours at another provider': {
    account: { ...victim, user_id: 'google-oauth2|invited_0123456789abcdef' },
    proven: [],
  },
}

describe('an action that relies on a record', () => {
  it.each(Object.entries(cases).flatMap(([who, one]) => all.map((deed) => [deed, who, one] as const)))(
    '%s: %s',
    (deed, _, { account, record = {}, proven }) => {
      expect(isProven(deed, invitationWith(record), account)).toBe(proven.includes(deed))
    },
  )

  it('is never done if the record itself says that the account was there before', () => {
    for (const deed of all) expect(isProven(deed, invitationWith({ created_user: false }), made)).toBe(false)
  })
})

describe('an account that an invitation makes', () => {
  it('shows it in its user_id, which nobody can change, or choose at a sign-up', () => {
    expect(madeUserId('inv_0123456789abcdef0123456789abcdef')).toBe('invited_0123456789abcdef0123456789abcdef')
    expect(isMadeUserId(made.user_id)).toBe(true)
    for (const other of ['auth0|invited_', 'auth0|invited_0123', `${made.user_id}!`, `x${made.user_id}`]) {
      expect(isMadeUserId(other)).toBe(false)
    }
    expect(originOf(invitationWith(), made)).toBe('made')
    const others = [{ ...made, identities: 2 }, victim]
    expect(others.map((account) => originOf(invitationWith(), account))).toEqual(['unproven', 'unproven'])
    expect(originOf(invitationWith({ password_ended_at: ended }), victim)).toBe('unproven')
  })
})

describe('roles after an acceptance', () => {
  it('need a sign-in since the invitation', () => {
    expect(isSignInProven(invitationWith(), { ...made, last_login: '2026-01-01T00:00:01Z' })).toBe(true)
    expect(isSignInProven(invitationWith(), { ...made, last_login: '2025-12-31T00:00:00Z' })).toBe(false)
    expect(isSignInProven(invitationWith(), made)).toBe(false)
    expect(isSignInProven(invitationWith(), { ...made, last_login: '2025-12-31T23:55:00Z' })).toBe(true)
    expect(isSignInProven(invitationWith(), { ...made, last_login: '2025-12-31T23:54:59Z' })).toBe(false)
  })
})

describe('an account that was there before, as an Action sees it', () => {
  const before = { ...ofVersion01, created_at: '2025-06-01T09:00:00.000Z' }
  const chosen = { last_password_reset: '2026-01-02T00:00:00.000Z' }

  it.each([
    ['made by an invitation: no', { ...made, created_at: before.created_at, email_verified: true }, {}, false],
    ['made by version 0.1, and its link was used: no', { ...ofVersion01, ...chosen }, {}, false],
    ['made by version 0.1, and renewed: no', { ...before, ...chosen }, { previous_ids: ['inv_a'] }, false],
    ['kept, and its link was used: no', { ...before, ...chosen }, { password_ended_at: ended }, false],
    ['older than the invitation: yes', { ...before, ...chosen }, {}, true],
    ['signed in to with a password from the beginning: yes', ofVersion01, {}, true],
    [
      'signed in to with a password that is older than the invitation: yes',
      { ...ofVersion01, last_password_reset: '2025-12-01T00:00:00.000Z' },
      { previous_ids: ['inv_a'] },
      true,
    ],
  ])('%s', (_, account, record, expected) => {
    expect(wasThereBefore(invitationWith(record), account, true)).toBe(expected)
  })

  it('is older by more than the slack of the clocks', () => {
    const at = (created_at: string) => wasThereBefore(invitationWith(), { ...ofVersion01, ...chosen, created_at }, true)
    expect([at('2025-12-31T23:55:00.000Z'), at('2025-12-31T23:54:59.999Z')]).toEqual([false, true])
    const set = (last_password_reset: string) =>
      wasThereBefore(invitationWith(), { ...ofVersion01, last_password_reset }, false)
    expect([set('2025-12-31T23:55:00.000Z'), set('2025-12-31T23:54:59.999Z')]).toEqual([false, true])
  })

  it('is not recognised by its age if it was kept, nor by a verified address before the link is used', () => {
    const kept = { ...before, email_verified: true }
    expect(wasThereBefore(invitationWith({ password_ended_at: ended }), kept, false)).toBe(false)
    expect(wasThereBefore(invitationWith({ password_ended_at: ended }), kept, true)).toBe(true)
    expect(wasThereBefore(invitationWith({ previous_ids: [] }), { ...before, ...chosen }, true)).toBe(true)
  })

  it('is recognised at the reset page by an address that was verified in another way, not by a password', () => {
    expect(wasThereBefore(invitationWith(), ofVersion01, false)).toBe(false)
    expect(wasThereBefore(invitationWith(), { ...ofVersion01, email_verified: true }, false)).toBe(true)
  })
})
