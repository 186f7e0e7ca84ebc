import { ownValue } from '../../json.ts'
import type { Connection } from '../../management/connection.ts'
import type { Identity } from '../../management/user.ts'

/** With these, Auth0 itself lets users in: with a password, or with a code in a mail or a text message. */
const ownStrategies = ['auth0', 'email', 'sms']

// Sign-ins of companies (docs: authenticate/identity-providers/enterprise-identity-providers).
const enterpriseStrategies = [
  ...['ad', 'adfs', 'auth0-adldap', 'custom', 'google-apps', 'ip', 'oidc', 'office365', 'okta'],
  ...['pingfederate', 'samlp', 'waad'],
]

/** Strategies whose ids are unique only within one connection, so that its name is part of them. */
const namedInIds = ['ad', 'adfs', 'custom', 'ip', 'oauth2', 'oidc', 'okta', 'pingfederate', 'samlp']

/** Whether somebody else lets the users in: a social or an enterprise connection. */
export function isFederated({ strategy }: Connection): boolean {
  return !ownStrategies.includes(strategy)
}

/** A social connection has a button on the sign-in page; an enterprise connection has one if it is set to. */
export function hasButton(connection: Connection): boolean {
  if (!isFederated(connection)) return false
  return !enterpriseStrategies.includes(connection.strategy) || connection['show_as_button'] === true
}

/**
 * The identity of somebody whom the provider knows by an id. With the provider in front, it is the user_id, like
 * `google-oauth2|123` or `samlp|acme|ada`.
 * @see https://auth0.com/docs/manage-users/user-accounts/identify-users
 */
export function identityAt({ name, strategy }: Connection, id: string): Identity {
  return {
    connection: name,
    user_id: namedInIds.includes(strategy) ? `${name}|${id}` : id,
    provider: strategy,
    isSocial: !enterpriseStrategies.includes(strategy),
  }
}

/**
 * Whether an address counts as verified: as the provider says, except for Microsoft's directories. They do not say, so a
 * setting decides; its default is no.
 * @see https://auth0.com/docs/authenticate/identity-providers/enterprise-identity-providers/azure-active-directory/v2
 */
export function isTrusted({ strategy, options }: Connection, isSaidToBeVerified: boolean): boolean {
  if (!['waad', 'adfs'].includes(strategy)) return isSaidToBeVerified
  return ownValue(options, 'should_trust_email_verified_connection') === 'always_set_emails_as_verified'
}

/** Where the provider asks who somebody is. @param state of the transaction that continues afterwards */
export function providerPageOf({ name }: Connection, state: string): string {
  return `/_local/identity-provider/${encodeURIComponent(name)}?state=${state}`
}
