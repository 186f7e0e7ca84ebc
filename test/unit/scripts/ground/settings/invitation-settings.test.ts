import { describe, expect, it } from 'vitest'
import { InvitationsError } from '../../../../../scripts/ground/errors.ts'
import { readDeploySettings } from '../../../../../scripts/ground/settings/deploy-settings.ts'
import { completeSettings, readInvitationSettings } from '../../../../../scripts/ground/settings/invitation-settings.ts'

const complete = {
  AUTH0_DOMAIN: 'acme.eu.auth0.com',
  AUTH0_CLIENT_ID: 'id',
  AUTH0_CLIENT_SECRET: 'hush',
  INVITATIONS_CLIENT_ID: 'app',
}

function errorOf(read: () => unknown): InvitationsError {
  try {
    read()
  } catch (failure) {
    if (failure instanceof InvitationsError) return failure
  }
  throw new Error('no InvitationsError')
}

describe('the settings', () => {
  it('have defaults for the connection and the time zone', () => {
    expect(readInvitationSettings(complete)).toEqual({
      domain: 'acme.eu.auth0.com',
      credentials: { clientId: 'id', clientSecret: 'hush' },
      clientId: 'app',
      connection: 'Username-Password-Authentication',
      allowedOrigins: [],
      timeZone: 'UTC',
      roles: [],
      acceptWith: [],
      timeout_sec: 30,
    })
  })

  it('accept an access token instead of client id and secret', () => {
    const environment = { AUTH0_DOMAIN: 'acme.eu.auth0.com', AUTH0_ACCESS_TOKEN: 'token' }
    expect(readDeploySettings(environment).credentials).toEqual({ accessToken: 'token' })
  })

  it('are checked all at once: one error lists what is missing and where to find it', () => {
    const error = errorOf(() => readInvitationSettings({ INVITATIONS_TIME_ZONE: 'Mars/Olympus' }))
    expect(error.code).toBe('settings_incomplete')
    expect(error.exitCode).toBe(2)
    expect(error.message).toBe(`5 settings are missing or wrong:
  - AUTH0_DOMAIN is missing. In the Auth0 dashboard: Applications > your machine-to-machine app > Settings > Domain, like acme.eu.auth0.com.
  - AUTH0_CLIENT_ID is missing. In the Auth0 dashboard: Applications > your machine-to-machine app > Settings > Client ID (or set AUTH0_ACCESS_TOKEN instead).
  - AUTH0_CLIENT_SECRET is missing. In the Auth0 dashboard: Applications > your machine-to-machine app > Settings > Client Secret (or set AUTH0_CLIENT_SIGNING_KEY_PATH instead).
  - INVITATIONS_CLIENT_ID is missing. In the Auth0 dashboard: Applications > the app that invitees sign in to > Settings > Client ID.
  - INVITATIONS_TIME_ZONE: "Mars/Olympus" is not a time zone; use a name like Europe/Berlin.`)
  })

  it.each(['https://acme.eu.auth0.com', 'acme.eu.auth0.com/'])(
    'refuse the domain %s, because it must be bare',
    (domain) => {
      expect(errorOf(() => readDeploySettings({ ...complete, AUTH0_DOMAIN: domain })).message).toContain('bare domain')
    },
  )

  it('never show a secret in an error', () => {
    expect(errorOf(() => readDeploySettings({ AUTH0_CLIENT_SECRET: 'hush' })).message).not.toContain('hush')
  })
})

describe('the settings of the Actions', () => {
  it('have the given values, and invitations are not required by default', () => {
    const environment = { ...complete, INVITATIONS_ALLOWED_DOMAINS: ' acme.example ' }
    expect(readDeploySettings(environment)).toMatchObject({
      requiresInvitation: false,
      secrets: { INVITATIONS_ALLOWED_DOMAINS: 'acme.example' },
    })
  })

  it('are checked before the deploy, all at once', () => {
    const error = errorOf(() =>
      readDeploySettings({
        ...complete,
        INVITATIONS_REQUIRE: 'yes',
        INVITATIONS_ALLOWED_REDIRECT_ORIGINS: 'https://app.example.com, https://app.example.com/path',
        INVITATIONS_EXISTING_ACCOUNTS: 'ask',
      }),
    )
    expect(error.message).toBe(`3 settings are missing or wrong:
  - INVITATIONS_REQUIRE: "yes" is not on or off.
  - INVITATIONS_ALLOWED_REDIRECT_ORIGINS: "https://app.example.com/path" is not an origin like https://app.example.com.
  - INVITATIONS_EXISTING_ACCOUNTS: "ask" is not accept-at-sign-in or ask-in-app.`)
  })

  it('have to say since when invitations are required, so that no existing user is shut out', () => {
    const environment = { ...complete, INVITATIONS_REQUIRE: 'on' }
    expect(errorOf(() => readDeploySettings(environment)).message).toContain(
      'INVITATIONS_REQUIRED_SINCE: it is missing',
    )
    const since = { INVITATIONS_REQUIRED_SINCE: '2026-01-01T00:00:00Z' }
    expect(readDeploySettings({ ...environment, ...since })).toMatchObject({ requiresInvitation: true, secrets: since })
  })
})

describe('the setting of where invitations may lead', () => {
  it('is for deploys and for inviting, and is a list of origins in code', () => {
    const named = { INVITATIONS_APP_URL: 'https://app.example.com/login', INVITATIONS_OTHER_APPS: 'shop, admin' }
    expect(readDeploySettings({ ...complete, ...named })).toMatchObject({
      ...{ clientId: 'app', otherApps: ['shop', 'admin'], appUrl: 'https://app.example.com/login' },
    })
    const origins = ['https://a.example.com', 'https://b.example.com']
    const environment = { ...complete, INVITATIONS_ALLOWED_REDIRECT_ORIGINS: origins.join(', ') }
    const settings = readInvitationSettings(environment)
    expect(settings.allowedOrigins).toEqual(origins)
    expect(completeSettings(settings).allowedOrigins).toEqual(origins)
  })

  it('is refused if it makes no sense', () => {
    const wrong = {
      INVITATIONS_CLIENT_ID: '{{ a }}',
      INVITATIONS_OTHER_APPS: "shop,a'b",
      INVITATIONS_APP_URL: 'https://app.example.com@evil.example/',
      INVITATIONS_ALLOWED_REDIRECT_ORIGINS: "https://a'b.example.com",
    }
    const deploying = errorOf(() => readDeploySettings({ ...complete, ...wrong })).message
    for (const name of Object.keys(wrong)) expect(deploying).toContain(`- ${name}: `)
    const inviting = errorOf(() => readInvitationSettings({ ...complete, ...wrong })).message
    for (const name of ['INVITATIONS_APP_URL', 'INVITATIONS_ALLOWED_REDIRECT_ORIGINS']) {
      expect(inviting).toContain(`- ${name}: `)
    }
    const given = { ...readInvitationSettings(complete), allowedOrigins: JSON.parse('[{"toString":"x"}]') as string[] }
    expect(errorOf(() => completeSettings(given)).message).toContain('allowedOrigins: it is not text')
  })
})
