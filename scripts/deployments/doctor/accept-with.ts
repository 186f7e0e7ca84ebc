import { at, listAt, textAt } from '../../ground/unknown.ts'
import { isMissing, seen, type Check, type Observed } from './observed.ts'
import { commandLine } from '../../ground/next-step.ts'
import { deployAgain } from './finding.ts'

const connectionAt = (observed: Observed, name: string) =>
  listAt(seen(observed, `accept_with_${name}`)).find((one) => at(one, 'name') === name)

/** Strategies that do not prove an address, or that use mails and texts of Auth0 (docs: authenticate/passwordless). */
const withoutProof = ['auth0', 'email', 'sms']
/** Auth0 treats their addresses as verified only if the connection says so (docs: …/azure-active-directory/v2). */
const needTrust = ['waad', 'adfs']

/** What stops people from accepting with an account they already have. Empty if INVITATIONS_ACCEPT_WITH is not set. */
export const acceptWithChecks: Check[] = [
  (observed) =>
    observed.acceptWith.flatMap((name) => {
      if (seen(observed, `accept_with_${name}`) === undefined || connectionAt(observed, name) !== undefined) return []
      return {
        code: 'accept_with_unknown',
        severity: 'error' as const,
        what: `INVITATIONS_ACCEPT_WITH names the connection ${name}, which does not exist.`,
        why: 'Nobody can accept with an account there.',
        fix: `Take the name from Authentication > Social or Enterprise. Then: ${deployAgain()}`,
      }
    }),
  (observed) =>
    observed.acceptWith.flatMap((name) => {
      const strategy = textAt(connectionAt(observed, name), 'strategy')
      if (!withoutProof.includes(strategy)) return []
      return {
        code: 'accept_with_without_proof',
        severity: 'error' as const,
        what: `INVITATIONS_ACCEPT_WITH names ${name}, which is ${strategy === 'auth0' ? 'a database' : 'a passwordless connection'}.`,
        why: 'Only accounts of other providers are linked. Signing in there accepts nothing.',
        fix: `Take it out of INVITATIONS_ACCEPT_WITH. Then: ${deployAgain()}`,
      }
    }),
  (observed) =>
    observed.acceptWith.flatMap((name) => {
      const connection = connectionAt(observed, name)
      const trust = at(connection, 'options', 'should_trust_email_verified_connection')
      if (!needTrust.includes(textAt(connection, 'strategy')) || trust === 'always_set_emails_as_verified') return []
      return {
        code: 'accept_with_not_verified',
        severity: 'warning' as const,
        what: `Auth0 does not treat addresses from ${name} as verified.`,
        why: 'Nobody can accept with an account there, because the provider must have verified the address.',
        fix: `If the directory is your own: Dashboard: Authentication > Enterprise > ${name} > Email Verification: always verified.`,
      }
    }),
  (observed) => {
    if (observed.linkingClientId === undefined || !isMissing(observed, 'linking_app')) return undefined
    return {
      code: 'linking_app_gone',
      severity: 'error',
      what: 'There is no app with the id in INVITATIONS_LINKING_CLIENT_ID.',
      why: 'Nobody can accept with an account of another provider. The sign-in continues without the invitation.',
      fix: `Make it again: ${commandLine('deploy credentials', [], [['linking', true]])}. Then set its id and secret, and deploy.`,
    }
  },
  (observed) => {
    const bound = listAt(seen(observed, 'bindings_post-login'), 'bindings').map((one) => textAt(one, 'action', 'name'))
    const [links, accepts] = ['link-identity', 'accept-invitation'].map((name) => bound.indexOf(name))
    if (links === undefined || accepts === undefined || links < 0 || accepts < 0 || links < accepts) return undefined
    return {
      code: 'links_too_late',
      severity: 'warning',
      what: 'link-identity runs after accept-invitation.',
      why: 'People who sign in with another account are linked, but accept only at their next sign-in.',
      fix: 'Dashboard: Actions > Triggers > post-login: drag link-identity before accept-invitation.',
    }
  },
]
