import { isRequired } from '../../auth0/required-attributes.ts'
import { takesPasswords } from '../../auth0/takes-passwords.ts'
import { at, isText, listAt } from '../../ground/unknown.ts'
import { isMissing, seen, type Check, type Observed } from './observed.ts'
import { deployAgain, type Finding } from './finding.ts'

const page = ({ connection }: Observed) => `Dashboard: Authentication > Database > ${connection}`

/** The connection's options; undefined if they could not be read. */
function optionsOf(observed: Observed): unknown {
  const connection = listAt(seen(observed, 'connections')).find((one) => at(one, 'name') === observed.connection)
  return connection === undefined ? undefined : (at(connection, 'options') ?? {})
}

function option(observed: Observed, ...path: string[]): unknown {
  return at(optionsOf(observed), ...path)
}

/** An error in the connection: Auth0 then answers change_password with 200, but sends nothing that helps. */
function useless(observed: Observed, code: string, what: string, fix: string): Finding {
  const why = 'Auth0 still says that the mail is on its way, but no useful mail arrives.'
  return { code, severity: 'error', what, why, fix: `${page(observed)}${fix}` }
}

/** The database connection of the invitees (docs: authenticate/database-connections). */
export const connectionChecks: Check[] = [
  (observed) => {
    const connections = seen(observed, 'connections')
    if (connections === undefined || optionsOf(observed) !== undefined) return undefined
    const what = `There is no database connection ${observed.connection}.`
    const fix = 'Set INVITATIONS_CONNECTION to the name of one: Authentication > Database.'
    return { code: 'no_connection', severity: 'error', what, why: 'Nobody can be invited.', fix }
  },
  (observed) => {
    if (option(observed, 'enabledDatabaseCustomization') !== true) return undefined
    const importing = option(observed, 'import_mode') === true
    const scripts = ['login', 'get_user', ...(importing ? [] : ['create', 'verify', 'change_password'])]
    const missing = scripts.filter((name) => !isText(option(observed, 'customScripts', name)))
    if (missing.length > 0) {
      return useless(
        observed,
        'custom_database_incomplete',
        `The connection is a database of your own without the ${missing.length === 1 ? 'script' : 'scripts'} ${missing.join(', ')}.`,
        ' > Custom Database. Write them, or use another connection.',
      )
    }
    return {
      code: 'custom_database',
      severity: 'warning',
      what: `The connection is a database of your own${importing ? ', from which Auth0 imports users' : ''}.`,
      why: importing
        ? 'People who are not imported yet count as new: the invitation creates a second account at Auth0.'
        : 'Your scripts create the accounts and set the passwords. If they refuse, the invitation fails.',
      fix: `${page(observed)} > Custom Database. Try one invitation first.`,
    }
  },
  (observed) => {
    const clients = seen(observed, 'connection_clients')
    const isPart = isText(at(clients, 'next')) // the list was longer than what was read
    const enabled = isPart || listAt(clients, 'clients').some((client) => at(client, 'client_id') === observed.clientId)
    if (clients === undefined || enabled || isMissing(observed, 'app')) return undefined
    return useless(
      observed,
      'connection_not_enabled',
      'The connection is not enabled for the app that invitees sign in to.',
      ` > Applications. A deploy enables it, too: ${deployAgain()}`,
    )
  },
  (observed) =>
    !takesPasswords(optionsOf(observed))
      ? useless(
          observed,
          'passwords_off',
          'Passwords are off. The connection accepts passkeys only, but an invitation begins with a password.',
          ' > Authentication Methods > Password: on. Passkeys can stay on beside it.',
        )
      : undefined,
  (observed) =>
    option(observed, 'disable_self_service_change_password') === true
      ? useless(
          observed,
          'password_change_blocked',
          'People may not change their own password.',
          ': allow self-service change of passwords.',
        )
      : undefined,
  (observed) =>
    option(observed, 'attributes', 'email', 'unique') === false
      ? useless(
          observed,
          'emails_not_unique',
          'Several accounts may have the same address.',
          '. It cannot be undone: use another connection.',
        )
      : undefined,
  (observed) =>
    option(observed, 'attributes', 'email', 'unique') !== false && // reported above, and rules this out
    option(observed, 'attributes', 'email', 'identifier', 'active') === false
      ? useless(observed, 'email_no_identifier', 'The address does not identify the account.', ' > Attributes > Email.')
      : undefined,
  (observed) =>
    option(observed, 'attributes', 'email', 'verification_method') === 'otp'
      ? useless(
          observed,
          'verification_by_code',
          'Addresses are verified by a code.',
          ' > Attributes > Email > Verification Method: Link. Otherwise Auth0 sends the template reset_email_by_code, which has no link.',
        )
      : undefined,
  (observed) => {
    if (!isRequired(optionsOf(observed), 'phone_number')) return undefined
    const what = 'Every account needs a phone number.'
    const why = 'Invitations have only an address, so Auth0 refuses to create the account.'
    return { code: 'more_than_email_required', severity: 'error', what, why, fix: `${page(observed)} > Attributes.` }
  },
  (observed) => {
    if (!isRequired(optionsOf(observed), 'username')) return undefined
    return {
      code: 'username_required',
      severity: 'warning',
      what: 'Every account needs a user name.',
      why: 'Invitations must name one. Auth0 does not document whether it mails a link when user names are required.',
      fix: `Use --username, or a column “username”. Try one invitation first. ${page(observed)}`,
    }
  },
  (observed) => {
    if (option(observed, 'disable_signup') !== true || !observed.requiresInvitation) return undefined
    return {
      code: 'signup_disabled',
      severity: 'note',
      what: 'The connection forbids sign-ups, and INVITATIONS_REQUIRE is on too.',
      why: 'People are not told why they are refused, allowed domains have no effect, and `requests` lists nobody.',
      fix: `${page(observed)}: switch “Disable Sign Ups” off, unless this is what you want.`,
    }
  },
  (observed) => {
    if (isMissing(observed, 'app')) {
      const what = `There is no app ${observed.clientId}.`
      const fix = 'Set INVITATIONS_CLIENT_ID to the client id of the app that invitees sign in to.'
      return {
        code: 'no_app',
        severity: 'error',
        what,
        why: 'Mails cannot name the app, and nobody can sign in.',
        fix,
      }
    }
    const app = seen(observed, 'app')
    if (app === undefined || at(app, 'initiate_login_uri')) return undefined
    return {
      code: 'app_without_login_uri',
      severity: 'note',
      what: 'The app has no login URI.',
      why: 'After setting a password, people have no button to the app, unless --redirect-to gives one.',
      fix: 'Dashboard: Applications > your app > Settings > Application Login URI (https).',
    }
  },
  (observed) => {
    if (at(seen(observed, 'app'), 'organization_usage') !== 'require') return undefined
    return {
      code: 'organization_required',
      severity: 'error',
      what: 'The app only lets people sign in with an organization.',
      why: 'Invitees are refused at sign-in, because no organization is named.',
      fix: 'Dashboard: Applications > your app > Login Experience: Individuals, or Both. Or invite with Organizations.',
    }
  },
  (observed) => {
    if (at(seen(observed, 'app'), 'app_type') !== 'non_interactive') return undefined
    return {
      code: 'app_is_machine',
      severity: 'error',
      what: 'INVITATIONS_CLIENT_ID names a machine-to-machine app.',
      why: 'People cannot sign in to such an app. Invitees would set a password and get no further.',
      fix: 'Set it to the client id of the app that invitees sign in to: Applications > your app > Settings.',
    }
  },
  (observed) => {
    const legacy = listAt(seen(observed, 'app'), 'grant_types').filter((grant) =>
      ['password', 'http://auth0.com/oauth/grant-type/password-realm', 'implicit'].includes(String(grant)),
    )
    if (legacy.length === 0) return undefined
    return {
      code: 'legacy_grants',
      severity: 'warning',
      what: `The app has the legacy ${legacy.length === 1 ? 'grant' : 'grants'} ${legacy.join(', ')}.`,
      why: 'Anyone who signs in this way skips Auth0’s pages. Your own code must show why an invitation is refused.',
      fix: 'Dashboard: Applications > your app > Settings > Advanced > Grant Types.',
    }
  },
]
