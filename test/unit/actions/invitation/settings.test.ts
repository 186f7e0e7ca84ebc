import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noLandings } from '../../../../actions/invitation/landings.ts'
import {
  doubtAboutSetting,
  exceptionsIn,
  existingAccountsIn,
  problemOfSetting,
  redirectSettingsIn,
  type SettingName,
} from '../../../../actions/invitation/settings.ts'
import { anyCharacter } from '../../../hostile-text.ts'

describe('the settings of an Action', () => {
  it('are read from its secrets', () => {
    expect(existingAccountsIn({ INVITATIONS_EXISTING_ACCOUNTS: 'ask-in-app' })).toBe('ask-in-app')
    expect(
      redirectSettingsIn({
        INVITATIONS_ALLOWED_REDIRECT_ORIGINS: 'https://a.example.com, https://b.example.com',
        INVITATIONS_REDIRECT_WITH_INVITATION: 'on',
      }),
    ).toEqual({
      landings: { every: { origins: ['https://a.example.com', 'https://b.example.com'] }, apps: {} },
      withInvitation: true,
    })
    expect(
      exceptionsIn({
        INVITATIONS_ALLOWED_DOMAINS: 'acme.example,Bücher.example',
        INVITATIONS_REQUIRED_SINCE: '2026-01-01T00:00:00Z',
      }),
    ).toEqual({ allowedDomains: ['acme.example', 'xn--bcher-kva.example'], since: new Date('2026-01-01T00:00:00Z') })
  })

  it('have safe defaults: accept at sign-in, lead nowhere, allow no domain, shut nobody out', () => {
    for (const secrets of [{}, undefined, null, 'nonsense', []]) {
      expect(existingAccountsIn(secrets)).toBe('accept-at-sign-in')
      expect(redirectSettingsIn(secrets)).toEqual({ landings: noLandings, withInvitation: false })
      expect(exceptionsIn(secrets)).toEqual({ allowedDomains: [], since: undefined })
    }
  })

  it('are read without the spaces around them', () => {
    expect(exceptionsIn({ INVITATIONS_REQUIRED_SINCE: ' 2026-01-01T00:00:00Z\n' }).since).toEqual(
      new Date('2026-01-01T00:00:00Z'),
    )
  })

  it('ignore values that make no sense, and keep the rest', () => {
    expect(redirectSettingsIn({ INVITATIONS_ALLOWED_REDIRECT_ORIGINS: ',*,https://a.example.com,ftp://b' })).toEqual({
      landings: { every: { origins: ['https://a.example.com'] }, apps: {} },
      withInvitation: false,
    })
    expect(
      exceptionsIn({ INVITATIONS_ALLOWED_DOMAINS: '@,a b.example,acme.example', INVITATIONS_REQUIRED_SINCE: 'soon' }),
    ).toEqual({ allowedDomains: ['acme.example'], since: undefined })
  })

  it('use the earlier instant in the secret and the code, so that a lost or later secret lets nobody in', () => {
    const asDeployed = '2026-01-01T00:00:00Z'
    const since = (secret: string) => exceptionsIn({ INVITATIONS_REQUIRED_SINCE: secret }, asDeployed).since
    for (const secret of ['', '##INVITATIONS_REQUIRED_SINCE##', '_VALUE_NOT_SHOWN_', '2999-01-01T00:00:00Z']) {
      expect(since(secret), secret).toEqual(new Date(asDeployed))
    }
    expect(since('2025-06-01T00:00:00Z')).toEqual(new Date('2025-06-01T00:00:00Z'))
  })

  it('never throw, whatever the secrets hold', () => {
    const names = fc.constantFrom<SettingName>('INVITATIONS_ALLOWED_REDIRECT_ORIGINS', 'INVITATIONS_ALLOWED_DOMAINS')
    const texts = fc.oneof(fc.jsonValue(), fc.webUrl(), fc.domain(), fc.string({ unit: anyCharacter }))
    fc.assert(
      fc.property(fc.oneof(fc.dictionary(names, texts), fc.jsonValue()), (secrets) => {
        existingAccountsIn(secrets)
        redirectSettingsIn(secrets)
        exceptionsIn(secrets)
      }),
      { numRuns: 500, seed: 20260105 },
    )
  })
})

describe('a setting before the deploy', () => {
  it.each<[SettingName, string]>([
    ['INVITATIONS_ALLOWED_REDIRECT_ORIGINS', 'https://a.example.com, http://localhost:3000'],
    ['INVITATIONS_REDIRECT_WITH_INVITATION', 'on'],
    ['INVITATIONS_REDIRECT_WITH_INVITATION', 'off'],
    ['INVITATIONS_EXISTING_ACCOUNTS', 'ask-in-app'],
    ['INVITATIONS_EXISTING_ACCOUNTS', 'accept-at-sign-in'],
    ['INVITATIONS_ALLOWED_DOMAINS', 'acme.example,bücher.example'],
    ['INVITATIONS_REQUIRED_SINCE', '2026-01-31T12:00:00+01:00'],
    ['INVITATIONS_REQUIRED_SINCE', '2026-01-31T12:00:00+0100'],
    ['INVITATIONS_REFUSED_URL', 'https://app.example.com/refused'],
    ['INVITATIONS_ACCEPT_WITH', 'google-oauth2, acme-okta'],
    ['INVITATIONS_ACCEPT_WITH', 'x'],
    ['INVITATIONS_ACCEPT_WITH', 'A'.repeat(128)],
    ['INVITATIONS_LINKING_CLIENT_ID', 'Wq7Zr2Xc9Vb4Nm1As6Df3Gh8Jk5Ty0U'],
    ['INVITATIONS_LINKING_CLIENT_SECRET', 'anything at all'],
    ['INVITATIONS_ALLOWED_DOMAINS', 'notwww.example.com'],
    ['INVITATIONS_ALLOWED_DOMAINS', 'acme.example'.padEnd(4096, ',')],
  ])('%s may be %s', (name, value) => {
    expect(problemOfSetting(name, value)).toBeUndefined()
  })

  it.each<[SettingName, string, string]>([
    ['INVITATIONS_ALLOWED_REDIRECT_ORIGINS', 'http://a.example.com', 'an origin like https://app.example.com'],
    ['INVITATIONS_REDIRECT_WITH_INVITATION', 'true', 'on or off'],
    [
      'INVITATIONS_REFUSED_URL',
      'http://app.example.com/refused',
      'an https address like https://app.example.com/invitation-refused',
    ],
    ['INVITATIONS_EXISTING_ACCOUNTS', 'ask', 'accept-at-sign-in or ask-in-app'],
    ['INVITATIONS_ALLOWED_DOMAINS', '@acme.example', 'a domain like example.com'],
    ['INVITATIONS_REQUIRED_SINCE', '2026-01-31', 'an instant like 2026-01-31T12:00:00Z'],
    ...['-google', 'google-', 'google--oauth2', 'google_oauth2', '?', 'A'.repeat(129)].map(
      (name): [SettingName, string, string] => [
        'INVITATIONS_ACCEPT_WITH',
        name,
        'the name of a connection like google-oauth2',
      ],
    ),
    ...['Username-Password-Authentication', 'email', 'sms'].map((name): [SettingName, string, string] => [
      'INVITATIONS_ACCEPT_WITH',
      name,
      'a connection whose provider proves addresses',
    ]),
    ['INVITATIONS_LINKING_CLIENT_ID', 'not an id', 'a client id'],
  ])('%s cannot be %s', (name, value, wanted) => {
    expect(problemOfSetting(name, value)).toBe(`"${value}" is not ${wanted}`)
  })

  it.each([
    ['2026-01-31T12:00:00', 'has no time zone'],
    ['2026-01-31T12:00', 'has no time zone'],
    ['2026-02-30T12:00:00Z', 'is not an instant like 2026-01-31T12:00:00Z'],
    ['2026-01-31T25:00:00Z', 'is not an instant like 2026-01-31T12:00:00Z'],
  ])('INVITATIONS_REQUIRED_SINCE cannot be %s', (value, words) => {
    expect(problemOfSetting('INVITATIONS_REQUIRED_SINCE', value)).toContain(`"${value}" ${words}`)
  })

  it.each([
    ['example.com, co.uk', '"co.uk" is how many organizations\' domains end'],
    [
      'example.com,WWW.example.org',
      '"WWW.example.org" is a website. Name the domain of the addresses, like example.org',
    ],
  ])('INVITATIONS_ALLOWED_DOMAINS cannot be %s', (value, words) => {
    expect(problemOfSetting('INVITATIONS_ALLOWED_DOMAINS', value)).toContain(words)
  })

  it('may allow more than its author meant, and the program says so', () => {
    expect(doubtAboutSetting('INVITATIONS_ALLOWED_DOMAINS', 'example.com, GMail.com, web.de')).toBe(
      'INVITATIONS_ALLOWED_DOMAINS has GMail.com, web.de. Anyone can get an address there, and so get in without an invitation.',
    )
    expect(doubtAboutSetting('INVITATIONS_ALLOWED_DOMAINS', 'example.com')).toBeUndefined()
    expect(doubtAboutSetting('INVITATIONS_REFUSED_URL', 'gmail.com')).toBeUndefined()
  })

  it('fits into a secret', () => {
    const origins = Array.from({ length: 200 }, (_, index) => `https://app-${index}.example.com`).join(',')
    expect(problemOfSetting('INVITATIONS_ALLOWED_REDIRECT_ORIGINS', origins)).toBe('it has more than 4096 characters')
  })
})
