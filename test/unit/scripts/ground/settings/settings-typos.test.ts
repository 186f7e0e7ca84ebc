import { describe, expect, it } from 'vitest'
import { InvitationsError } from '../../../../../scripts/ground/errors.ts'
import { knownSettings } from '../../../../../scripts/ground/settings/setting-names.ts'
import { readDeploySettings } from '../../../../../scripts/ground/settings/deploy-settings.ts'
import { readInvitationSettings, type Environment } from '../../../../../scripts/ground/settings/invitation-settings.ts'

// What a plausible typo does at worst, setting by setting, and what the program says before that.

const complete = {
  ...{ AUTH0_DOMAIN: 'acme.eu.auth0.com', AUTH0_CLIENT_ID: 'id', AUTH0_CLIENT_SECRET: 'hush' },
  ...{ INVITATIONS_CLIENT_ID: 'app', INVITATIONS_REQUIRE: 'on', INVITATIONS_REQUIRED_SINCE: '2026-01-31T12:00:00Z' },
}

/** Everything that the program says about an environment before the first call. */
function saidOf(environment: Environment): string[] {
  const said = new Set<string>()
  for (const read of [readDeploySettings, readInvitationSettings]) {
    try {
      const settings = read(environment)
      if ('doubts' in settings) for (const doubt of settings.doubts) said.add(doubt)
    } catch (failure) {
      if (!(failure instanceof InvitationsError)) throw failure
      for (const line of failure.message.split('\n').slice(1)) said.add(line.slice('  - '.length))
    }
  }
  return [...said]
}

const onOrOff = 'is not on or off.'
const domain = 'is not a domain like example.com.'
const origin = 'is not an origin like https://app.example.com.'

/** The setting, what is typed, and what the program says. */
const typos: [setting: keyof typeof said | (typeof knownSettings)[number], typed: string, says: string][] = [
  ['AUTH0_DOMAIN', 'https://acme.eu.auth0.com', 'is not a bare domain; leave out https:// and the path.'],
  ['AUTH0_DOMAIN', 'acme.eu.auth0.com/', 'is not a bare domain; leave out https:// and the path.'],
  ['AUTH0_DOMAIN', 'acme', 'is not a whole domain; it looks like acme.eu.auth0.com.'],
  ['AUTH0_CUSTOM_DOMAIN', 'https://login.example.com', 'is not a bare domain; leave out https:// and the path.'],
  ['AUTH0_CUSTOM_DOMAIN', 'login', 'is not a whole domain; it looks like acme.eu.auth0.com.'],
  ['AUTH0_CUSTOM_DOMAIN', 'acme.eu.auth0.com', "is a tenant's own domain; leave the setting out"],
  ['AUTH0_AUDIENCE', 'acme.eu.auth0.com', 'is not the audience of a Management API'],
  ['AUTH0_AUDIENCE', 'https://acme.eu.auth0.com/api/v2', 'is not the audience of a Management API'],
  ['INVITATIONS_APP_URL', 'app.example.com/login', 'is not an https address.'],
  ['INVITATIONS_APP_URL', 'http://app.example.com/login', 'is not an https address.'],
  ['INVITATIONS_CONNECTION', 'email', 'is a passwordless connection. Name a database, whose accounts have a password.'],
  ['INVITATIONS_CONNECTION', 'sms', 'is a passwordless connection.'],
  ['INVITATIONS_OTHER_APPS', 'app one', 'is not a client id.'],
  ['INVITATIONS_TIME_ZONE', 'Berlin', 'is not a time zone; use a name like Europe/Berlin.'],
  ['INVITATIONS_DEFAULT_LOCALE', 'german', 'is not a language that mails are written in.'],
  ['INVITATIONS_LANGUAGES', 'en;de', 'is not a language that mails are written in.'],
  ['INVITATIONS_TIMEOUT_SECONDS', '30s', 'it is not a number of seconds from 1 to 600.'],
  ['INVITATIONS_TIMEOUT_SECONDS', '0.03', 'it is not a number of seconds from 1 to 600.'],
  ['INVITATIONS_TIMEOUT_SECONDS', '30000', 'it is not a number of seconds from 1 to 600.'],
  ['INVITATIONS_MAILS_PER_MINUTE', '10/min', 'it is not a number of mails from 1 to 10000.'],
  ['INVITATIONS_MAILS_PER_MINUTE', '0', 'it is not a number of mails from 1 to 10000.'],
  ['INVITATIONS_ALLOWED_REDIRECT_ORIGINS', 'http://app.example.com', origin],
  ['INVITATIONS_ALLOWED_REDIRECT_ORIGINS', 'https://*.example.com', origin],
  ['INVITATIONS_ALLOWED_REDIRECT_ORIGINS', '*', origin],
  ['INVITATIONS_ALLOWED_REDIRECT_ORIGINS', 'app.example.com', origin],
  ['INVITATIONS_ALLOWED_REDIRECT_ORIGINS', 'https://app.example.com/path', origin],
  ['INVITATIONS_ALLOWED_REDIRECT_ORIGINS', 'https://a.example.com https://b.example.com', origin],
  ['INVITATIONS_REDIRECT_WITH_INVITATION', 'true', onOrOff],
  ['INVITATIONS_REFUSED_URL', 'http://app.example.com/refused', 'is not an https address like'],
  ['INVITATIONS_REFUSED_URL', 'app.example.com/refused', 'is not an https address like'],
  ['INVITATIONS_EXISTING_ACCOUNTS', 'ask_in_app', 'is not accept-at-sign-in or ask-in-app.'],
  ['INVITATIONS_EXISTING_ACCOUNTS', 'Ask-in-app', 'is not accept-at-sign-in or ask-in-app.'],
  ['INVITATIONS_REQUIRE', 'true', onOrOff],
  ['INVITATIONS_REQUIRE', 'On', onOrOff],
  ['INVITATIONS_REQUIRE', 'yes', onOrOff],
  ['INVITATIONS_REQUIRE', '1', onOrOff],
  [
    'INVITATIONS_REQUIRE',
    'off',
    'INVITATIONS_REQUIRE is off, so anybody can sign up; INVITATIONS_REQUIRED_SINCE does nothing.',
  ],
  [
    'INVITATIONS_REQUIRE',
    '',
    'INVITATIONS_REQUIRE is off, so anybody can sign up; INVITATIONS_REQUIRED_SINCE does nothing.',
  ],
  ['INVITATIONS_REQUIRED_SINCE', '', 'it is missing, and INVITATIONS_REQUIRE is on.'],
  ['INVITATIONS_REQUIRED_SINCE', '2026-01-31', 'is not an instant like 2026-01-31T12:00:00Z.'],
  ['INVITATIONS_REQUIRED_SINCE', '31.01.2026 12:00', 'is not an instant like 2026-01-31T12:00:00Z.'],
  ['INVITATIONS_REQUIRED_SINCE', '2026-01-31 12:00:00Z', 'is not an instant like 2026-01-31T12:00:00Z.'],
  ['INVITATIONS_REQUIRED_SINCE', '2026-02-30T12:00:00Z', 'is not an instant like 2026-01-31T12:00:00Z.'],
  ['INVITATIONS_REQUIRED_SINCE', '2026-13-01T12:00:00Z', 'is not an instant like 2026-01-31T12:00:00Z.'],
  ['INVITATIONS_REQUIRED_SINCE', '2026-01-31T12:00:00', 'has no time zone.'],
  ['INVITATIONS_REQUIRED_SINCE', '1769860800', 'is not an instant like 2026-01-31T12:00:00Z.'],
  ['INVITATIONS_ALLOWED_DOMAINS', '*', domain],
  ['INVITATIONS_ALLOWED_DOMAINS', '*.example.com', domain],
  ['INVITATIONS_ALLOWED_DOMAINS', 'com', domain],
  ['INVITATIONS_ALLOWED_DOMAINS', '.example.com', domain],
  ['INVITATIONS_ALLOWED_DOMAINS', '@example.com', domain],
  ['INVITATIONS_ALLOWED_DOMAINS', 'ada@example.com', domain],
  ['INVITATIONS_ALLOWED_DOMAINS', 'https://example.com', domain],
  ['INVITATIONS_ALLOWED_DOMAINS', 'example.com;example.org', domain],
  ['INVITATIONS_ALLOWED_DOMAINS', 'example.com example.org', domain],
  ['INVITATIONS_ALLOWED_DOMAINS', 'co.uk', "is how many organizations' domains end."],
  ['INVITATIONS_ALLOWED_DOMAINS', 'example.com, com.au', "is how many organizations' domains end."],
  [
    'INVITATIONS_ALLOWED_DOMAINS',
    'www.example.com',
    'is a website. Name the domain of the addresses, like example.com.',
  ],
  ['INVITATIONS_ALLOWED_DOMAINS', 'gmail.com', 'has gmail.com. Anyone can get an address there'],
  ['INVITATIONS_ALLOWED_DOMAINS', 'example.com,Outlook.DE', 'has Outlook.DE. Anyone can get an address there'],
  ['INVITATIONS_ALLOWED_DOMAINS', 'yahoo.co.uk', 'has yahoo.co.uk. Anyone can get an address there'],
  ['INVITATIONS_ACCEPT_WITH', 'google-oauth2;acme', 'is not the name of a connection like google-oauth2.'],
  ['INVITATIONS_ACCEPT_WITH', 'google_oauth2', 'is not the name of a connection like google-oauth2.'],
  ['INVITATIONS_ACCEPT_WITH', 'google-oauth2, sms', 'is not a connection whose provider proves addresses.'],
  ['INVITATIONS_LINKING_CLIENT_ID', 'the id', 'is not a client id.'],
  ['INVITATIONS_WITHOUT', 'gaurd', 'is not guard or texts.'],
  ['INVITATIONS_WITHOUT', 'guard texts', 'is not guard or texts.'],
  ['INVITATIONS_KEEP_RESET_BODY', 'true', onOrOff],
  ['INVITATIONS_LINK_LIFETIME', '7', 'is not a time from 1m to 30d, like 2d.'],
  ['INVITATIONS_LINK_LIFETIME', '90d', 'is not a time from 1m to 30d, like 2d.'],
]

/** What reports a wrong value if the program cannot do so before the first call. */
const said = {
  AUTH0_DEPLOY_CLIENT_ID: 'Auth0, at the first call of deploy or doctor: wrong_credentials',
  AUTH0_DEPLOY_CLIENT_SECRET: 'Auth0, at the first call of deploy or doctor: wrong_credentials',
  AUTH0_CLIENT_ID: 'Auth0, at the first call: wrong_credentials',
  AUTH0_CLIENT_SECRET: 'Auth0, at the first call: wrong_credentials',
  AUTH0_CLIENT_SIGNING_KEY_PATH: 'the settings, where no secret is set (private-key.test.ts)',
  AUTH0_CLIENT_SIGNING_ALGORITHM: 'the settings, where no secret is set (private-key.test.ts)',
  AUTH0_DEPLOY_CLIENT_SIGNING_KEY_PATH: 'the settings, where no secret is set (private-key.test.ts)',
  AUTH0_DEPLOY_CLIENT_SIGNING_ALGORITHM: 'the settings, where no secret is set (private-key.test.ts)',
  AUTH0_ACCESS_TOKEN: 'Auth0, at the first call: wrong_credentials',
  INVITATIONS_CLIENT_ID: 'doctor: no_app, app_is_machine',
  INVITATIONS_CONNECTION: 'deploy and invite: unknown_connection; doctor: no_connection',
  INVITATIONS_ROLES: 'invite --role: role_not_allowed',
  INVITATIONS_LINKING_CLIENT_SECRET: 'link-identity, in its log and to the app: try_again',
  INVITATIONS_AUDIT_FILE: 'the command, before it changes anything: audit_failed',
}

describe('a plausible typo', () => {
  it.each(typos)('%s=%s', (setting, typed, says) => {
    const about = saidOf({ ...complete, [setting]: typed })
    expect(about).toHaveLength(1)
    expect(about[0]).toContain(says)
  })

  it('is listed here for every setting, or is found later', () => {
    const told = [...typos.map(([setting]) => setting as string), ...Object.keys(said)]
    expect([...new Set(told)].sort()).toEqual([...knownSettings].sort())
  })

  it.each(['example.com', 'example.com ', ' Bücher.example , sub.example.co.uk', 'mailbox.example', 'liveware.com'])(
    'is not INVITATIONS_ALLOWED_DOMAINS=%s',
    (typed) => {
      expect(saidOf({ ...complete, INVITATIONS_ALLOWED_DOMAINS: typed })).toEqual([])
    },
  )

  it('in a name is reported by every command, with the right name', () => {
    const meant = 'INVITATIONS_REQUIRE_SINCE: there is no such setting. Did you mean INVITATIONS_REQUIRED_SINCE?'
    expect(saidOf({ ...complete, INVITATIONS_REQUIRE_SINCE: 'x' })).toEqual([meant])
    expect(saidOf({ ...complete, INVITATIONS_BANNER: 'x' })).toEqual([
      'INVITATIONS_BANNER is set, but nothing reads it. .env.example lists every setting.',
    ])
  })
})
