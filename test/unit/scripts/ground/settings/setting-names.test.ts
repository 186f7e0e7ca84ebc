import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { knownSettings, misspeltNames, unreadNames } from '../../../../../scripts/ground/settings/setting-names.ts'

describe('the names of settings', () => {
  it('are those in .env.example', () => {
    const explained = readFileSync('.env.example', 'utf8').matchAll(/^(?:# )?((?:AUTH0|INVITATIONS)_[A-Z0-9_]+)=/gm)
    expect([...knownSettings].sort()).toEqual([...explained].map(([, name]) => name).sort())
  })

  it.each([
    ['INVITATIONS_REQUIRE_SINCE', 'INVITATIONS_REQUIRED_SINCE'],
    ['INVITATIONS_REQUIRED', 'INVITATIONS_REQUIRE'],
    ['INVITATIONS_REQIURED_SINCE', 'INVITATIONS_REQUIRED_SINCE'],
    ['INVITATION_REQUIRE', 'INVITATIONS_REQUIRE'],
    ['invitations_require', 'INVITATIONS_REQUIRE'],
    ['INVITATIONS_SINCE', 'INVITATIONS_REQUIRED_SINCE'],
    ['INVITATIONS_DOMAINS', 'INVITATIONS_ALLOWED_DOMAINS'],
    ['INVITATIONS_ALLOWED_DOMAIN', 'INVITATIONS_ALLOWED_DOMAINS'],
    ['INVITATIONS_ALLOWED_ORIGINS', 'INVITATIONS_ALLOWED_REDIRECT_ORIGINS'],
    ['INVITATIONS_EXISTING_ACCOUNT', 'INVITATIONS_EXISTING_ACCOUNTS'],
    ['INVITATIONS_CONECTION', 'INVITATIONS_CONNECTION'],
    ['INVITATIONS_CLIENTID', 'INVITATIONS_CLIENT_ID'],
    ['INVITATIONS_TIMEZONE', 'INVITATIONS_TIME_ZONE'],
    ['INVITATIONS_LOCALE', 'INVITATIONS_DEFAULT_LOCALE'],
    ['INVITATIONS_LANGUAGE', 'INVITATIONS_LANGUAGES'],
    ['INVITATIONS_TIMEOUT', 'INVITATIONS_TIMEOUT_SECONDS'],
    ['INVITATIONS_AUDIT', 'INVITATIONS_AUDIT_FILE'],
    ['INVITATIONS_KEEP_BODY', 'INVITATIONS_KEEP_RESET_BODY'],
    ['INIVTATIONS_REQUIRE', 'INVITATIONS_REQUIRE'],
    ['AUTHO_DOMAIN', 'AUTH0_DOMAIN'],
    ['AUTH0_DOMIAN', 'AUTH0_DOMAIN'],
    ['auth0_domain', 'AUTH0_DOMAIN'],
    ['AUTH0DOMAIN', 'AUTH0_DOMAIN'],
    ['AUTH0_CLIENTID', 'AUTH0_CLIENT_ID'],
    ['AUTH0_CLIENT_SECERT', 'AUTH0_CLIENT_SECRET'],
    ['AUTH0_ACCES_TOKEN', 'AUTH0_ACCESS_TOKEN'],
  ])('recognise %s as a misspelt %s', (name, meant) => {
    expect(misspeltNames({ [name]: 'on' })).toEqual([{ name, meant }])
    expect(unreadNames({ [name]: 'on' })).toEqual([])
  })

  it('are recognised if any two neighbours in INVITATIONS_ are swapped, or any two of its letters are wrong', () => {
    const swapped = (text: string, at: number) =>
      text.slice(0, at) + (text[at + 1] ?? '') + (text[at] ?? '') + text.slice(at + 2)
    const wrong = (text: string, at: number) => `${text.slice(0, at)}X${text.slice(at + 1)}`
    const places = Array.from({ length: 'INVITATIONS_'.length - 1 }, (_, at) => at)
    const names = places.flatMap((first) =>
      places
        .filter((second) => second > first + 1)
        .flatMap((second) => [swapped, wrong].map((spoil) => spoil(spoil('INVITATIONS_CLIENT_ID', first), second))),
    )
    expect(names.filter((name) => misspeltNames({ [name]: 'app' })[0]?.meant !== 'INVITATIONS_CLIENT_ID')).toEqual([])
    expect(names).toHaveLength(90)
  })

  it.each(['INVITATIONS_FOLDER', 'INVITATIONS_BANNER_TEXT'])('do not include %s, which nothing reads', (name) => {
    expect(misspeltNames({ [name]: 'on' })).toEqual([])
    expect(unreadNames({ [name]: 'on' })).toEqual([name])
  })

  it.each([
    ...['STAGING_INVITATIONS_CLIENT_ID', 'PROD_INVITATIONS_CLIENT_ID', 'INVITED_BY', 'PATH'],
    ...['AUTH_ACCESS_TOKEN', 'OAUTH_CLIENT_ID', 'CLIENT_ID'], // other programs'
    ...['AUTH0_SECRET', 'AUTH0_BASE_URL', 'AUTH0_ISSUER_BASE_URL', 'AUTH0_SCOPE'], // of Auth0's SDKs for apps
    ...['AUTH0_ALLOW_DELETE', 'AUTH0_EXCLUDED', 'AUTH0_INPUT_FILE', 'AUTH0_BASE_PATH'], // the Deploy CLI's
  ])('leave alone %s, which belongs to something else', (name) => {
    expect(misspeltNames({ [name]: 'x' })).toEqual([])
    expect(unreadNames({ [name]: 'x' })).toEqual([])
  })

  it('leave alone a name that resembles one of Auth0’s if that one is set, too', () => {
    expect(misspeltNames({ AUTH0_CLIENT_IDS: 'x', AUTH0_CLIENT_ID: 'y' })).toEqual([])
    expect(misspeltNames({ INVITATIONS_REQUIRED: 'x', INVITATIONS_REQUIRE: 'on' })).toHaveLength(1)
  })

  it('ignore variables that are empty', () => {
    expect(misspeltNames({ INVITATIONS_REQUIRED: ' ', INVITATIONS_TIMEZONE: undefined })).toEqual([])
  })
})
