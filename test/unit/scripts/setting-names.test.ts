import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { knownSettings, misspeltNames, unreadNames } from '../../../scripts/setting-names.ts'

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
  ])('%s is %s misspelt', (name, meant) => {
    expect(misspeltNames({ [name]: 'on' })).toEqual([{ name, meant }])
    expect(unreadNames({ [name]: 'on' })).toEqual([])
  })

  it.each(['INVITATIONS_FOLDER', 'INVITATIONS_BANNER_TEXT'])('%s is somebody’s own: nothing reads it', (name) => {
    expect(misspeltNames({ [name]: 'on' })).toEqual([])
    expect(unreadNames({ [name]: 'on' })).toEqual([name])
  })

  it.each(['STAGING_INVITATIONS_CLIENT_ID', 'PROD_INVITATIONS_CLIENT_ID', 'AUTH0_CLIENT_IDS', 'INVITED_BY', 'PATH'])(
    '%s is none of ours',
    (name) => {
      expect(misspeltNames({ [name]: 'x' })).toEqual([])
      expect(unreadNames({ [name]: 'x' })).toEqual([])
    },
  )

  it('of variables that are empty do not matter', () => {
    expect(misspeltNames({ INVITATIONS_REQUIRED: ' ', INVITATIONS_TIMEZONE: undefined })).toEqual([])
  })
})
