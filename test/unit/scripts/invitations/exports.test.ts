import { describe, expect, it } from 'vitest'
import * as library from '../../../../scripts/invitations/index.ts'
import { hostileValues, placesIn, replaced } from '../../hostile-json.ts'

const { createInvitations, InvitationsError, refusalFor, settingsFrom } = library

const settings = {
  domain: 'acme.eu.auth0.com',
  credentials: { clientId: 'id', clientSecret: 'hush' },
  clientId: 'app',
  connection: 'Users',
  appUrl: 'https://app.example.com/',
  timeZone: 'UTC',
  locale: 'de',
  timeout_sec: 30,
  mails_per_minute: 60,
}
const environment = {
  AUTH0_DOMAIN: 'acme.eu.auth0.com',
  AUTH0_CLIENT_ID: 'id',
  AUTH0_CLIENT_SECRET: 'hush',
  INVITATIONS_CLIENT_ID: 'app',
  INVITATIONS_CONNECTION: 'Users',
  INVITATIONS_APP_URL: 'https://app.example.com/',
  INVITATIONS_TIME_ZONE: 'UTC',
  INVITATIONS_DEFAULT_LOCALE: 'de',
  INVITATIONS_TIMEOUT_SECONDS: '30',
  INVITATIONS_MAILS_PER_MINUTE: '60',
}
const surroundings = { fetch, now: () => new Date(0), share: 0.5 }

/** Calls it as code without types may. */
function thrownBy(call: (...args: never[]) => unknown, ...args: unknown[]): unknown {
  try {
    Reflect.apply(call, undefined, args)
    return undefined
  } catch (failure) {
    return failure
  }
}

describe('the exports of the library', () => {
  it('are all listed here', () => {
    expect(Object.keys(library).sort()).toEqual([
      ...['InvitationsError', 'acceptedIn', 'createInvitations', 'refusalFor', 'settingsFrom'],
    ])
  })

  it.each([
    ['createInvitations', settings, (given: unknown) => thrownBy(createInvitations, given)],
    ['settingsFrom', environment, (given: unknown) => thrownBy(settingsFrom, given)],
  ])('include %s, which says which settings are missing or wrong, for any input', (_, good, thrownWith) => {
    expect(thrownWith(good)).toBeUndefined()
    for (const way of placesIn(good)) {
      for (const value of hostileValues) {
        const failure = thrownWith(replaced(good, way, value))
        // Text may be valid, and a number is read as text.
        const mayBeRight = way.length > 0 && ['string', 'number'].includes(typeof value)
        if (failure === undefined && mayBeRight) continue
        expect(failure, `${way.join('.')} ${typeof value}`).toBeInstanceOf(InvitationsError)
        expect(failure).toMatchObject({ code: 'settings_incomplete' })
      }
    }
  })

  it('call settings of another type wrong, not missing', () => {
    expect(thrownBy(settingsFrom, { ...environment, AUTH0_DOMAIN: 5, OTHER: {} })).toMatchObject({
      message: 'One setting is missing or wrong:\n  - AUTH0_DOMAIN: it is not text.',
    })
    expect(
      thrownBy(createInvitations, { ...settings, timeZone: null, clientId: '..', connection: 'a\u0000x' }),
    ).toMatchObject({
      message: `3 settings are missing or wrong:
  - timeZone: it is not text.
  - clientId: it is not the client id of an application.
  - connection: it is not the name of a connection.`,
    })
  })

  it('include createInvitations, which refuses surroundings of another type', () => {
    for (const way of placesIn(surroundings)) {
      for (const value of hostileValues.filter((one) => one !== 0.5 && !(way.length === 0 && isPlain(one)))) {
        const failure = thrownBy(createInvitations, settings, replaced(surroundings, way, value))
        expect(failure, way.join('.')).toBeInstanceOf(InvitationsError)
      }
    }
    for (const share of [0, 1.5, NaN, '0.5']) {
      expect(thrownBy(createInvitations, settings, { share })).toMatchObject({ code: 'usage' })
    }
  })

  it('include createInvitations, whose methods stop before a call if the clock is broken', async () => {
    for (const now of [() => new Date(NaN), () => 0, () => '2026-01-01T00:00:00Z', () => null]) {
      const given: object = { now, fetch: () => Promise.reject(new Error('called')) }
      const invitations = createInvitations(settings, given)
      await expect(invitations.invite({ email: 'ada@example.com' })).rejects.toMatchObject({ code: 'usage' })
    }
  })

  it('include refusalFor, which answers everything with a sentence', () => {
    for (const reason of hostileValues) {
      for (const language of hostileValues) expect(refusalFor(reason, language)).toMatch(/^This invitation .*\.$/)
    }
  })

  it('include InvitationsError, which callbacks can throw with anything left out', () => {
    for (const value of hostileValues) {
      const error: unknown = Reflect.construct(InvitationsError, [value, value, value])
      expect(error).toBeInstanceOf(InvitationsError)
      expect(error).toMatchObject({ code: 'internal', exitCode: 1, hint: '' })
    }
    expect(Reflect.construct(InvitationsError, ['confirmation_needed', 'No.'])).toMatchObject({
      code: 'confirmation_needed',
      message: 'No.',
    })
  })
})

function isPlain(value: unknown): boolean {
  return Object.prototype.toString.call(value) === '[object Object]'
}
