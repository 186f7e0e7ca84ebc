import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { bundleActions } from '../../../scripts/deployments/declared/bundle.ts'
import { anyAccountAtTheDoor, type AtTheDoor } from './any-account.ts'
import { postChallenge, postLogin, preUserRegistration } from './deployed-action.ts'

const seed = Number(process.env['PROPERTY_SEED'] ?? 20_260_105)
const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 2_000)

// The terms of the rules, written without the product's own code.

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function recordOf({ user }: AtTheDoor): Record<string, unknown> {
  const record = isObject(user.app_metadata) ? user.app_metadata['invitation'] : undefined
  return isObject(record) ? record : {}
}

function factOf({ user }: AtTheDoor, key: string): Record<string, unknown> | undefined {
  const fact = isObject(user.app_metadata) ? user.app_metadata[key] : undefined
  return isObject(fact) && typeof fact['id'] === 'string' ? fact : undefined
}

function wasAccepted(door: AtTheDoor): boolean {
  return factOf(door, 'invitation_acceptance') !== undefined
}

/** An acceptance beside a revocation, or of an offer that was replaced: standing.test.ts tests which came first. */
function isInQuestion(door: AtTheDoor): boolean {
  const acceptance = factOf(door, 'invitation_acceptance')
  const { previous_ids } = recordOf(door)
  const isReplaced = Array.isArray(previous_ids) && previous_ids.includes(acceptance?.['id'])
  return acceptance !== undefined && (isReplaced || factOf(door, 'invitation_revocation') !== undefined)
}

/** Auth0 shows that an invitation made the account, whatever its record says. */
function isMade({ user }: AtTheDoor): boolean {
  return text(user.user_id).startsWith('auth0|invited_')
}

/** Something that is not text counts as missing. */
function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function instant(value: unknown): number {
  return Date.parse(text(value))
}

/** It has an owner without the invitation: it was there before, or another identity was linked to it. */
function hasAnOwnerBefore(door: AtTheDoor): boolean {
  const { identities } = door.user
  return recordOf(door)['created_user'] !== true || (Array.isArray(identities) && identities.length > 1)
}

/** A record claims that it made an account, but the account is older. */
function isForged(door: AtTheDoor): boolean {
  const { invited_at, password_ended_at, previous_ids } = recordOf(door)
  const isOlder = instant(door.user.created_at) < instant(invited_at) - 300_000
  const isFirst = !Array.isArray(previous_ids) || previous_ids.length === 0
  return !isMade(door) && isOlder && password_ended_at === undefined && isFirst
}

/** A person who signs in knows a password: one that nobody has set since the invitation belongs to an earlier owner. */
function knowsAnOlderPassword(door: AtTheDoor): boolean {
  const { last_password_reset } = door.user
  const isOlder = instant(last_password_reset) < instant(recordOf(door)['invited_at']) - 300_000
  return !isMade(door) && (typeof last_password_reset !== 'string' || isOlder)
}

function isRevoked(door: AtTheDoor): boolean {
  const revocation = factOf(door, 'invitation_revocation')
  const { id, invited_at } = recordOf(door)
  return revocation !== undefined && (revocation['id'] === id || instant(revocation['at']) >= instant(invited_at))
}

function isOpenAndAlive(door: AtTheDoor): boolean {
  const { version, state, expires_at, created_user } = recordOf(door)
  // An earlier owner who agreed in time may sign in later.
  const agreed = created_user === false ? instant(consentOf(door)) : NaN
  const judgedMs = Number.isNaN(agreed) ? door.now.getTime() : agreed
  return version === 1 && state === 'open' && instant(expires_at) > judgedMs && !isRevoked(door)
}

/** A setting of the team, by its name in README. */
function setting({ event }: AtTheDoor, name: string): string {
  const secrets: unknown = 'secrets' in event ? event.secrets : undefined
  const value = isObject(secrets) ? secrets[name] : undefined
  return typeof value === 'string' ? value : ''
}

/** When somebody agreed in the app, in a key of its own or as version 0.1 noted it. */
function consentOf(door: AtTheDoor): unknown {
  const { id, consented_at } = recordOf(door)
  const consent = factOf(door, 'invitation_consent')
  if (consent === undefined || Number.isNaN(instant(consent['at']))) return consented_at
  return consent['id'] === id ? consent['at'] : undefined
}

/** The app asks, and the person agreed there, signed in. */
function agreedInTheApp(door: AtTheDoor): boolean {
  const asks = setting(door, 'INVITATIONS_EXISTING_ACCOUNTS') === 'ask-in-app'
  const hasAnOwner = hasAnOwnerBefore(door) || knowsAnOlderPassword(door) || isForged(door)
  return asks && hasAnOwner && consentOf(door) !== undefined
}

function wasThereBeforeInvitationsWereRequired(door: AtTheDoor): boolean {
  const value = setting(door, 'INVITATIONS_REQUIRED_SINCE')
  const since = /^\d{4}-/.test(value) ? Date.parse(value) : NaN // a value that makes no sense shuts nobody out
  return !(instant(door.user.created_at) >= since)
}

function hasAnAllowedDomain(door: AtTheDoor): boolean {
  const [, domain] = text(door.user.email).trim().toLowerCase().split('@')
  return domain !== undefined && setting(door, 'INVITATIONS_ALLOWED_DOMAINS') === domain
}

function isForThisAddress(door: AtTheDoor): boolean {
  const { email } = door.user
  return (
    typeof email === 'string' && email !== '' && email.toLowerCase() === text(recordOf(door)['email']).toLowerCase()
  )
}

/**
 * The profiles of the identities that may be signing in, if it is not by the account's own password: linked ones of the
 * connection that the event names, else the account's own.
 */
function otherWays({ user, event }: AtTheDoor): unknown[] {
  const part = (name: string): Record<string, unknown> => {
    const value = Object.entries(event).find(([key]) => key === name)?.[1] as unknown
    return isObject(value) ? value : {}
  }
  const { name, strategy } = part('connection')
  const linked = (Array.isArray(user.identities) ? (user.identities as unknown[]) : [])
    .filter((one, index) => index > 0 && (isObject(one) ? one['connection'] : undefined) === name)
    .map((one) => (isObject(one) ? one['profileData'] : undefined))
  if (linked.length > 0) return linked
  const { methods } = part('authentication')
  const first = Array.isArray(methods) ? (methods as unknown[]).map((one) => (isObject(one) ? one['name'] : '')) : []
  const isPassword = [undefined, 'auth0'].includes(strategy as string) && (first.length === 0 || first.includes('pwd'))
  return isPassword ? [] : [user]
}

function isProven(door: AtTheDoor): boolean {
  const { created_user, password_ended_at, email: invited } = recordOf(door)
  const { email_verified, last_password_reset } = door.user
  if (created_user === true && otherWays(door).length > 0) {
    return otherWays(door).some((one) => {
      const profile = isObject(one) ? one : {}
      return profile['email_verified'] === true && text(profile['email']).toLowerCase() === text(invited).toLowerCase()
    })
  }
  // A password that our tools ended and that nobody has set since was not set by the invitation's link.
  const isEnded = typeof password_ended_at === 'string' && !(text(last_password_reset) > password_ended_at)
  return email_verified === true || (created_user === true && !isEnded)
}

function isRefresh({ event }: AtTheDoor): boolean {
  const transaction: unknown = 'transaction' in event ? event.transaction : undefined
  return isObject(transaction) && transaction['protocol'] === 'oauth2-refresh-token'
}

describe('with anything in app_metadata and the event', { timeout: 600_000 }, () => {
  let signIn: ReturnType<typeof postLogin>
  let openLink: ReturnType<typeof postChallenge>
  let enter: ReturnType<typeof postLogin>
  let register: ReturnType<typeof preUserRegistration>
  const outcomes = { accepted: 0, refused: 0, ordinary: 0 }

  beforeAll(async () => {
    await bundleActions()
    const codeOf = (action: string) => readFileSync(`tenant/actions/${action}/code.js`, 'utf8')
    signIn = postLogin(codeOf('accept-invitation'))
    openLink = postChallenge(codeOf('guard-invitation-link'))
    enter = postLogin(codeOf('require-invitation-at-sign-in'))
    register = preUserRegistration(codeOf('require-invitation'))
    console.info(`any account: ${numRuns} cases for each rule, PROPERTY_SEED=${seed}`)
  })

  const always = (rule: (door: AtTheDoor) => Promise<void>) =>
    fc.assert(fc.asyncProperty(anyAccountAtTheDoor, rule), { numRuns, seed })

  it('a sign-in accepts only a live invitation to exactly this address, after proof that the person is invited', async () => {
    await always(async (door) => {
      const { appMetadata, denied } = await signIn(door.user, door.now, door.event)
      const accepted = Object.hasOwn(appMetadata, 'invitation_acceptance')
      outcomes[accepted ? 'accepted' : denied === undefined ? 'ordinary' : 'refused'] += 1
      if (!accepted) return
      expect({
        accepted: appMetadata['invitation_acceptance'],
        isOpenAndAlive: isOpenAndAlive(door),
        isForThisAddress: isForThisAddress(door),
        isProven: isProven(door),
        signsIn: !isRefresh(door) || agreedInTheApp(door),
        wasAccepted: wasAccepted(door) && !isInQuestion(door),
        denied,
      }).toEqual({
        accepted: { id: recordOf(door)['id'], at: door.now.toISOString().replace(/\.\d+Z$/, 'Z') },
        isOpenAndAlive: true,
        isForThisAddress: true,
        isProven: true,
        signsIn: true,
        wasAccepted: false,
        denied: undefined,
      })
    })
    // The cases are varied enough: each outcome is common (the rarest is one of forty).
    expect(Math.min(...Object.values(outcomes))).toBeGreaterThan(numRuns / 60)
  })

  it('an owner from before, or one who ever accepted, is never refused, at sign-in or at the reset page', async () => {
    await always(async (door) => {
      if (isInQuestion(door) || (!hasAnOwnerBefore(door) && !isForged(door) && !wasAccepted(door))) return
      expect((await signIn(door.user, door.now, door.event)).denied).toBeUndefined()
      expect((await openLink(door.user, door.now, door.event)).denied).toBeUndefined()
    })
  })

  it('a dead or unreadable invitation lets nobody into the account it created', async () => {
    await always(async (door) => {
      if (!isMade(door) || isInQuestion(door)) return
      if (hasAnOwnerBefore(door) || wasAccepted(door) || recordOf(door)['state'] === 'requested') return
      const { appMetadata, denied } = await signIn(door.user, door.now, door.event)
      expect(denied === undefined).toBe(Object.hasOwn(appMetadata, 'invitation_acceptance'))
      if (!isOpenAndAlive(door)) {
        expect(denied).toMatch(/^\w.*\.$/)
        expect((await openLink(door.user, door.now, door.event)).denied).toBe(denied)
      }
    })
  })

  it('the reset page stops nobody whom the sign-in would let in, as far as it can know how they sign in', async () => {
    await always(async (door) => {
      if (!isMade(door)) return
      const { denied } = await openLink(door.user, door.now, door.event)
      if (denied !== undefined) expect((await signIn(door.user, door.now, door.event)).denied).toBe(denied)
    })
  })

  it('a sign-in writes only the acceptance, once, and gives APIs no personal data', async () => {
    await always(async (door) => {
      const first = await signIn(door.user, door.now, door.event)
      expect(Object.keys(first.appMetadata).filter((key) => key !== 'invitation_acceptance')).toEqual([])
      expect(first.accessToken['invitation'] ?? {}).not.toHaveProperty('invited_by')
      if (isInQuestion(door)) return
      expect(isObject(first.idToken['invitation']) && first.idToken['invitation']['status'] === 'accepted').toBe(
        wasAccepted(door) || Object.hasOwn(first.appMetadata, 'invitation_acceptance'),
      )
      if (!isObject(door.user.app_metadata) || first.denied !== undefined) return
      const app_metadata = { ...door.user.app_metadata, ...first.appMetadata }
      const second = await signIn({ ...door.user, app_metadata }, door.now, door.event)
      expect([second.appMetadata, second.denied]).toEqual([{}, undefined])
    })
  })

  it('the reset page leads only to an origin that the team allowed, and only while the invitation is live', async () => {
    await always(async (door) => {
      const { resultUrl } = await openLink(door.user, door.now, door.event)
      if (resultUrl === undefined || isInQuestion(door)) return
      const allowed = setting(door, 'INVITATIONS_ALLOWED_REDIRECT_ORIGINS').split(/, */)
      expect(allowed).toContain(new URL(resultUrl).origin)
      expect([isOpenAndAlive(door), wasAccepted(door)]).toEqual([true, false])
    })
  })

  it('where invitations are required, an owner from before, or one who ever accepted, can still sign in', async () => {
    await always(async (door) => {
      if (isInQuestion(door) || (!wasThereBeforeInvitationsWereRequired(door) && !wasAccepted(door))) return
      expect(await enter(door.user, door.now, door.event)).toEqual({ appMetadata: {}, idToken: {}, accessToken: {} })
    })
  })

  it('where invitations are required, a new social or enterprise account gets in only if it is invited or has an allowed domain', async () => {
    await always(async (door) => {
      const { event, user } = door
      const isSocial = !/^(auth0|email|sms)\|/.test(text(user.user_id))
      if (!isSocial || wasThereBeforeInvitationsWereRequired(door) || wasAccepted(door)) return
      if ((await enter(user, door.now, event)).denied !== undefined) return
      const isInvited = isOpenAndAlive(door) && isForThisAddress(door) && isProven(door)
      expect(isInvited || (hasAnAllowedDomain(door) && user.email_verified === true)).toBe(true)
    })
  })

  it('where invitations are required, only a tool’s record or an allowed domain permits a sign-up', async () => {
    await always(async (door) => {
      const secrets = 'secrets' in door.event ? door.event.secrets : undefined
      const isRegistered = (await register(door.user, secrets)) === undefined
      if (isRegistered) expect(hasAnAllowedDomain(door) || recordOf(door)['created_user'] !== undefined).toBe(true)
    })
  })
})
