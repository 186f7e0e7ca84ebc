import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as library from '../../../../scripts/invitations/index.ts'
import type { Invitations } from '../../../../scripts/invitations/index.ts'
import { hostile, hostileValues, placesIn, replaced } from '../../hostile-json.ts'

const { createInvitations, InvitationsError } = library

const seed = Number(process.env['PROPERTY_SEED'] ?? 20_260_107)
const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 2_000)

const settings = { domain: 'acme.eu.auth0.com', credentials: { accessToken: 'token' }, clientId: 'app' }

/** A tenant that answers no call, and counts them. */
function silentTenant(): { invitations: Invitations; calls: () => number } {
  let calls = 0
  const refusing: typeof fetch = async () => {
    calls += 1
    return Promise.resolve(Response.json({ message: 'no' }, { status: 400 }))
  }
  return { invitations: createInvitations(settings, { fetch: refusing }), calls: () => calls }
}

const id = 'inv_0123456789abcdef0123456789abcdef'
const user_id = 'auth0|507f1f77bcf86cd799439020'
const who = 'ada@example.com'
const link = { query: { app: 'Engine' }, hash: { tab: 'team' }, trust_address: true }
const nothing = () => undefined
const call = { dryRun: false, signal: new AbortController().signal }
const since = new Date('2026-01-01T00:00:00Z')
const begun = { user_id, invitation_id: id, sends: 1 }
const request = {
  ...{
    email: who,
    name: 'Ada',
    username: 'ada',
    invited_by: 'Grace',
    note: 'Hello',
    locale: 'de',
    time_zone: 'Europe/Berlin',
  },
  ...{ ttl_sec: 3600, redirect_to: 'https://app.example.com/', context: '{"plan":"team"}', roles: ['editor'], link },
}

/** Valid input of each method, with every field. A method that is missing here does not compile. */
const good: Record<keyof Invitations, readonly unknown[]> = {
  problemsOf: [request],
  invite: [
    request,
    { ...call, user_id, keepAccount: true, confirm: nothing, invitation_id: id, mailMayBeSent: true, before: nothing },
  ],
  resend: [who, { ...call, extend_sec: 3600, user_id, link, before: nothing, begun }],
  remindChosen: [
    who,
    { ...call, after_sec: 60, most: 2, quiet: { from: 1200, to: 480 }, user_id, before: nothing, begun },
  ],
  revoke: [id, { ...call, deleteAccount: true, user_id }],
  remind: [{ ...call, after_sec: 60, most: 2, quiet: { from: 1200, to: 480 }, approve: nothing, note: nothing }],
  reconcile: [{ ...call, purge: true, approve: nothing, confirm: nothing, note: nothing }],
  adopt: [
    { where: 'app_metadata', key: 'invited', value: 'true' },
    { ...call, ttl_sec: 3600, approve: nothing, note: nothing },
  ],
  accept: [{ user_id, invitation_id: id }, call],
  bulk: [],
  countAccounts: [[who]],
  readiness: [],
  recipeFlag: [],
  mailFacts: [who],
  place: [],
  get: [who, { signal: call.signal }],
  details: [id, { signal: call.signal }],
  list: [
    {
      ...{ status: 'pending', search: 'a', invited_by: 'Grace', since, expiring_within_sec: 60, failed_mails: true },
      ...{ signal: call.signal, note: nothing },
    },
  ],
  joinRequests: [{ since, note: nothing, signal: call.signal }],
  report: [{ since, note: nothing, signal: call.signal }],
}
const methods = Object.keys(silentTenant().invitations).filter((name): name is keyof Invitations => name in good)

/** Calls a method as code without types may, to its end. @returns what it threw */
async function thrownBy(
  invitations: Invitations,
  method: keyof Invitations,
  args: readonly unknown[],
): Promise<unknown> {
  try {
    const result: unknown = await Reflect.apply(Reflect.get(invitations, method), invitations, args)
    if (typeof result === 'object' && result !== null && Symbol.asyncIterator in result) {
      for await (const _ of result as AsyncIterable<unknown>);
    }
    return undefined
  } catch (failure) {
    return failure
  }
}

function at(value: unknown, way: readonly string[]): unknown {
  return way.reduce<unknown>(
    (part, key) => (typeof part === 'object' && part !== null ? Reflect.get(part, key) : undefined),
    value,
  )
}

function typeOf(value: unknown): string {
  if (value === null || Array.isArray(value) || value instanceof Date) return Object.prototype.toString.call(value)
  return value instanceof AbortSignal ? 'signal' : typeof value
}

function mayBe(value: unknown, good: unknown): boolean {
  return typeOf(value) === typeOf(good)
}

describe('every method of the library', { timeout: 600_000 }, () => {
  it('is known to this test', () => {
    expect(Object.keys(silentTenant().invitations).sort()).toEqual(Object.keys(good).sort())
  })

  it.each(methods)('%s accepts valid input', async (method) => {
    const { invitations, calls } = silentTenant()
    const failure = await thrownBy(invitations, method, good[method])
    const makesNone = method === 'problemsOf' || method === 'bulk' || method === 'place'
    expect([method, calls() > 0]).toEqual([method, !makesNone])
    expect(failure).toEqual(makesNone ? undefined : expect.objectContaining({ code: 'tenant_refused' }))
  })

  it.each(methods)('%s refuses each field of another type, before any call', async (method) => {
    for (const way of placesIn(good[method]).filter(({ length }) => length > 0)) {
      const usual = at(good[method], way)
      for (const value of hostileValues.filter((one) => !mayBe(one, usual))) {
        const { invitations, calls } = silentTenant()
        const args = replaced(good[method], way, value) as unknown[]
        const failure = await thrownBy(invitations, method, args)
        if (method === 'problemsOf') expect(invitations.problemsOf(args[0] as never).length, way.join('.')).not.toBe(0)
        else expect(failure, `${way.join('.')} ${typeOf(value)}`).toBeInstanceOf(InvitationsError)
        expect(calls()).toBe(0)
      }
    }
  })

  it.each(methods)('%s refuses an unknown field, because a typo must not send a mail', async (method) => {
    for (const [index, argument] of good[method].entries()) {
      if (typeof argument !== 'object' || Array.isArray(argument)) continue
      const { invitations, calls } = silentTenant()
      const args = replaced(good[method], [String(index), 'dryrun'], true) as unknown[]
      const failure = await thrownBy(invitations, method, args)
      const message = 'There is no "dryrun" in the '
      if (method === 'problemsOf') {
        expect(invitations.problemsOf(args[0] as never)).toEqual([
          { code: 'usage', field: 'request', message: expect.stringContaining(message) as unknown },
        ])
      } else expect(failure).toMatchObject({ code: 'usage', message: expect.stringContaining(message) as unknown })
      expect(calls()).toBe(0)
    }
  })

  it('answers any input with a result or an InvitationsError', async () => {
    const change = fc.record({ at: fc.nat(1000), to: hostile })
    const anything = fc.tuple(fc.constantFrom(...methods), fc.array(change, { minLength: 1, maxLength: 3 }))
    console.info(`the library: ${numRuns} cases, PROPERTY_SEED=${seed}`)
    await fc.assert(
      fc.asyncProperty(anything, async ([method, changes]) => {
        const { invitations, calls } = silentTenant()
        let args: unknown = good[method]
        for (const { at, to } of changes) {
          const places = placesIn(args).filter(({ length }) => length > 0)
          args = replaced(args, places[at % places.length] ?? ['0'], to)
        }
        const failure = await thrownBy(invitations, method, args as unknown[])
        if (failure !== undefined) expect(failure).toBeInstanceOf(InvitationsError)
        if (failure instanceof InvitationsError && failure.code !== 'tenant_refused') expect(calls()).toBe(0)
        if (failure instanceof InvitationsError) expect(failure.message.length).toBeLessThan(5_000)
      }),
      { numRuns, seed },
    )
  })
})

describe('ids that would call another address, and records that would be malformed', () => {
  it.each([
    ['invite', [{ email: who }, { user_id: '..' }]],
    ['invite', [{ email: who }, { user_id: '' }]],
    ['invite', [{ email: who }, { user_id: 'auth0' }]],
    ['invite', [{ email: who }, { user_id: '../clients/app' }]],
    ['invite', [{ email: who }, { user_id: `auth0|${'x'.repeat(1000)}` }]],
    ['invite', [{ email: who }, { invitation_id: 'inv_1' }]],
    ['invite', [{ email: who }, { invitation_id: `${id}"` }]],
    ['invite', [{ email: who }, { invitation_id: `inv_${'x'.repeat(65)}` }]],
    ['resend', [who, { user_id: '..' }]],
    ['revoke', [who, { user_id: 'auth0|\n' }]],
    ['revoke', ['inv_1', {}]],
    ['accept', [{ user_id: '..', invitation_id: id }]],
    ['accept', [{ user_id, invitation_id: '..' }]],
    ['get', ['inv_%']],
    ['details', ['inv_x" OR state:"open']],
    ['adopt', [{ where: 'app_metadata', key: 'a:1 OR b', value: 'true' }]],
    ['countAccounts', [['a" OR email:*']]],
  ] as const)('%s(%j) is a usage error without a call', async (method, args) => {
    const { invitations, calls } = silentTenant()
    expect(await thrownBy(invitations, method, args)).toMatchObject({ code: 'usage' })
    expect(calls()).toBe(0)
  })

  it('numbers that are not a time are refused, too', async () => {
    const cases: [keyof Invitations, unknown[], string][] = [
      ['invite', [{ email: who, ttl_sec: NaN }], 'invalid_ttl'],
      ['invite', [{ email: who, ttl_sec: Infinity }], 'invalid_ttl'],
      ['resend', [who, { extend_sec: Infinity }], 'invalid_ttl'],
      ['resend', [who, { extend_sec: 0 }], 'invalid_ttl'],
      ['adopt', [{ where: 'app_metadata', key: 'a', value: '1' }, { ttl_sec: 1 }], 'invalid_ttl'],
      ['remind', [{ after_sec: NaN }], 'usage'],
      ['remind', [{ most: 1.5 }], 'usage'],
      ['remind', [{ quiet: { from: 0, to: 0 } }], 'usage'],
      ['remind', [{ quiet: { from: 0, to: 1440 } }], 'usage'],
      ['list', [{ expiring_within_sec: -1 }], 'usage'],
      ['list', [{ since: new Date(NaN) }], 'usage'],
      ['report', [{ since: new Date(NaN) }], 'usage'],
    ]
    for (const [method, args, code] of cases) {
      const { invitations, calls } = silentTenant()
      expect([args, await thrownBy(invitations, method, args)]).toEqual([args, expect.objectContaining({ code })])
      expect(calls()).toBe(0)
    }
  })
})
