import { beforeAll, describe, expect, it } from 'vitest'
import { google, identity, providerStage } from './provider.ts'
import { objects, untilSearchesCaughtUp } from './stage.ts'

const at = providerStage()
beforeAll(() => at.prepare())

/** What reconcile says about somebody; it changes nothing here. */
async function reported(email: string): Promise<unknown[]> {
  await untilSearchesCaughtUp(at)
  const found = objects(await at.invitations(['reconcile', '--json', '--yes']))
  return found
    .filter((one) => one['email'] === email)
    .map(({ repair, reason }) => `${String(repair)} ${String(reason)}`)
}

const token = { method: 'POST', path: '/oauth/token' }
const search = { method: 'GET', path: '/api/v2/users-by-email' }
const organizations = { method: 'GET', path: '/api/v2/users/*/organizations' }
const link = { method: 'POST', path: '/api/v2/users/*/identities' }
const look = { method: 'GET', path: '/api/v2/users/*' }

/** The app redeems its code at the same address where the Action, which comes first, gets its token. */
const faults: [string, object[], isLinked: boolean][] = [
  ['the token is refused', [{ ...token, times: 1, status: 429 }], false],
  ['the search fails', [{ ...search, status: 500 }], false],
  ['the answer to the search is lost', [{ ...search, drop_response: true }], false],
  ['the search for organizations fails', [{ ...organizations, status: 500 }], false],
  ['linking fails', [{ ...link, status: 500 }], false],
  [
    'linking fails, and so does the check after it',
    [
      { ...link, status: 500 },
      { ...look, status: 500 },
    ],
    false,
  ],
  [
    'the answer to the link is lost, and the check after it fails',
    [
      { ...link, drop_response: true },
      { ...look, status: 500 },
    ],
    true,
  ],
  [
    'the answer to the link is lost, and so is that to the check after it',
    [
      { ...link, drop_response: true },
      { ...look, drop_response: true },
    ],
    true,
  ],
]

describe('a sign-in that fails halfway', () => {
  it.each(faults)(
    'because %s: reconcile finds what is linked, and the next sign-in accepts',
    async (what, broken, isLinked) => {
      const email = `half${faults.findIndex(([one]) => one === what)}@example.com`
      await at.invitations(['invite', email])
      const id = await at.invitationOf(email)
      const who = identity(email)
      await at.tenant.faults(broken)
      const first = await at.enters(who, id)
      await at.tenant.faults([])
      expect(first).not.toHaveProperty('claims.invitation.accepted_at')
      const invited = (await at.accounts(email)).find(({ user_id }) => user_id.startsWith('auth0|'))
      expect(invited?.identities).toHaveLength(isLinked ? 2 : 1)
      expect(await reported(email)).toEqual(isLinked ? ['report linked_not_accepted'] : [])
      expect(await at.enters(who, id)).toMatchObject({ claims: { invitation: { id, accepted_now: true } } })
      expect(await reported(email)).toEqual([])
      expect(await at.accounts(email)).toMatchObject([{ identities: [{ provider: 'auth0' }, { provider: google }] }])
    },
  )
})
