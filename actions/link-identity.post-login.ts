import { accountFor, isAmong, newIdentityIn, TRY_AGAIN, type NewIdentity } from './invitation/accept-with.ts'
import { partsOf } from './invitation/parts-of.ts'
import { acceptWithIn } from './invitation/settings.ts'
import { managementApi, type Answer, type ManagementCall } from './management-api.ts'
import type { PostLoginAPI, PostLoginEvent } from './triggers.d.ts'

/**
 * Lets somebody accept an invitation with an account that they have at another provider. Links the identity that signs
 * in for the first time to the account that the invitation made; the sign-in then continues as that account. The next
 * Action, `accept-invitation`, decides whether the invitation is accepted. Bound only if INVITATIONS_ACCEPT_WITH names
 * connections. It is the only Action that uses the network, and only for sign-ins that bring an invitation.
 */
export const onExecutePostLogin = async (event: PostLoginEvent, api: PostLoginAPI) => {
  const identity = newIdentityIn(event, acceptWithIn(event.secrets))
  if (identity === undefined) return // an ordinary sign-in
  const linking = await link(identity, managementApi(event.secrets, api.cache))
  if (linking === undefined) return
  if ('account' in linking) return void api.authentication.setPrimaryUser(linking.account)

  // The sign-in continues without the invitation. The app learns this, and so does the Action that may refuse it.
  const { failed, status } = linking
  console.log(`link-identity: could not ${failed} (${status === 0 ? 'no answer' : status}). Nothing was linked.`)
  api.transaction.setMetadata(TRY_AGAIN, true)
  const claim = { id: identity.invitation_id, status: 'not_accepted', reason: 'try_again' }
  api.idToken.setCustomClaim('invitation', claim)
  api.accessToken.setCustomClaim('invitation', claim)
}

/** The account that the identity is now linked to, or why it is not; undefined if this person cannot accept it. */
type Linking = { account: string } | { failed: string; status: number } | undefined

async function link(identity: NewIdentity, call: ManagementCall): Promise<Linking> {
  const failed = (what: string, { status }: Answer) => ({ failed: what, status })
  // Unlike a search, this is up to date. Auth0 stores database addresses in lower case and compares letter by letter.
  const found = await call('GET', `users-by-email?email=${encodeURIComponent(identity.email.toLowerCase())}`)
  if (found.status !== 200) return failed('look up the account', found)
  const account = accountFor(identity, found.body, new Date())
  if (account === undefined) return undefined

  const organizations = await call('GET', `users/${encodeURIComponent(identity.user_id)}/organizations`)
  if (organizations.status === 404) return await settle(identity, account, call, organizations)
  if (organizations.status !== 200) return failed('look up the organizations', organizations)
  if (!Array.isArray(organizations.body) || organizations.body.length > 0) return undefined

  const { provider, id } = identity
  const linked = await call('POST', `users/${encodeURIComponent(account)}/identities`, { provider, user_id: id })
  return linked.status === 201 ? { account } : await settle(identity, account, call, linked)
}

/** There was no answer, or another sign-in was faster. What counts is whether the identity is there now. */
async function settle(identity: NewIdentity, account: string, call: ManagementCall, answer: Answer): Promise<Linking> {
  const now = await call('GET', `users/${encodeURIComponent(account)}?fields=identities`)
  if (isAmong(identity, partsOf(now.body)['identities'])) return { account }
  return { failed: 'link the account', status: answer.status }
}
