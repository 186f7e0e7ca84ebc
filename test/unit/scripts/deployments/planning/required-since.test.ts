import { describe, expect, it } from 'vitest'
import type { Deployed } from '../../../../../scripts/deployments/deployed/deployed.ts'
import type { Desired } from '../../../../../scripts/deployments/declared/desired.ts'
import { noPlaces, type Hashes } from '../../../../../scripts/deployments/deployed/places.ts'
import {
  problemOfTime,
  requiredSince,
  sayRequiredSince,
  sinceInCode,
  withRequiredSince,
} from '../../../../../scripts/deployments/planning/required-since.ts'
import { emptyState, type SavedState } from '../../../../../scripts/deployments/saved/saved-state.ts'
import { built, declaredAction, deployedAction, desired, emptyTenant } from '../tenants.ts'

const name = 'require-invitation-at-sign-in'
const auth0Now = new Date('2026-06-01T12:00:00Z')
const action = { ...declaredAction(name), code: built(name, 'var REQUIRED_SINCE = "";\n') }
const place = `post-login/${name}`

const wanting = (value: string): Desired => ({
  ...desired,
  actions: [{ ...action, secrets: [{ name: 'INVITATIONS_REQUIRED_SINCE', value }] }],
})

/** A tenant with the Action from a deploy with this instant. */
function deployedWith(since: string, { isBound = true } = {}): Deployed {
  const code = built(name, `var REQUIRED_SINCE = "${since}";\n`)
  const binding = { action_id: `act_${name}`, action_name: name, display_name: name }
  const triggers = { 'post-login': isBound ? [binding] : [] }
  return { ...emptyTenant, actions: { [name]: deployedAction(name, { code }) }, triggers }
}

const leaving = (binding: string): Hashes => ({ ...noPlaces, bindings: { [place]: binding } })

/** Deploys, newest first. */
function savedBy(...deploys: [at: string, binding: string | undefined][]): SavedState {
  const entries = deploys.map(([at, binding]) => ({
    ...{ id: at, at, version: '0.1.0', what: 'apply' as const, isFinished: true, changes: [], before: noPlaces },
    after: binding === undefined ? noPlaces : leaving(binding),
  }))
  return { ...emptyState, latest: entries[0]?.after ?? noPlaces, entries }
}

describe('since when invitations are required', () => {
  it('is what the setting says at the first deploy, and undefined if they are not required', () => {
    expect(requiredSince(wanting('2026-05-31T00:00:00Z'), emptyTenant, emptyState, auth0Now)).toEqual({
      since: '2026-05-31T00:00:00Z',
    })
    expect(requiredSince(desired, emptyTenant, emptyState, auth0Now)).toBeUndefined()
  })

  it.each([
    ['2026-06-01T14:00:00Z', '2 hours ahead of'],
    ['2026-06-01T12:00:01Z', '1 second ahead of'],
    ['2026-06-01T14:00:00+01:00', '1 hour ahead of'],
    ['2062-01-01T00:00:00Z', '35 years ahead of'],
  ])('cannot be %s, which is %s Auth0’s time', (setting, words) => {
    expect(() => requiredSince(wanting(setting), emptyTenant, emptyState, auth0Now)).toThrow(
      `INVITATIONS_REQUIRED_SINCE: ${setting} is ${words} Auth0's time, 2026-06-01T12:00:00Z`,
    )
  })

  it('can be the present second, and local time with its offset', () => {
    expect(problemOfTime('2026-06-01T12:00:00Z', auth0Now)).toBeUndefined()
    expect(problemOfTime('2026-06-01T14:00:00+02:00', auth0Now)).toBeUndefined()
  })

  it('is never later than the instant in the deployed code, whatever the setting says later', () => {
    const deployed = deployedWith('2026-01-31T12:00:00Z')
    expect(requiredSince(wanting('2026-05-31T00:00:00Z'), deployed, emptyState, auth0Now)).toEqual({
      since: '2026-01-31T12:00:00Z',
      overruled: '2026-05-31T00:00:00Z',
    })
    expect(requiredSince(wanting('2026-01-31T13:00:00+01:00'), deployed, emptyState, auth0Now)).toEqual({
      since: '2026-01-31T13:00:00+01:00',
    })
    expect(requiredSince(wanting('2025-01-01T00:00:00Z'), deployed, emptyState, auth0Now)).toEqual({
      since: '2025-01-01T00:00:00Z',
    })
  })

  it('stays if another team unbound the Action, and begins again if a deploy of ours did', () => {
    const unbound = deployedWith('2026-01-31T12:00:00Z', { isBound: false })
    const wanted = wanting('2026-05-31T00:00:00Z')
    const stillMeant = savedBy(['2026-01-31T12:00:00Z', 'bound'])
    expect(requiredSince(wanted, unbound, stillMeant, auth0Now)?.since).toBe('2026-01-31T12:00:00Z')
    const ended = savedBy(['2026-03-01T00:00:00Z', 'not bound'], ['2026-01-31T12:00:00Z', 'bound'])
    expect(requiredSince(wanted, unbound, ended, auth0Now)?.since).toBe('2026-05-31T00:00:00Z')
  })

  it('is the start of the deploy that bound the Action, if an earlier version left no instant in the code', () => {
    const deployed = deployedWith('')
    const wanted = wanting('2026-05-31T00:00:00Z')
    const saved = savedBy(
      ['2026-04-01T00:00:00Z', undefined],
      ['2026-03-01T00:00:00Z', 'bound'],
      ['2026-02-01T00:00:00Z', 'bound'],
      ['2026-01-20T00:00:00Z', 'not bound'],
      ['2026-01-01T00:00:00Z', 'bound'],
    )
    expect(requiredSince(wanted, deployed, saved, auth0Now)?.since).toBe('2026-02-01T00:00:00Z')
    expect(requiredSince(wanted, deployed, emptyState, auth0Now)?.since).toBe('2026-05-31T00:00:00Z')
  })

  it('goes into the secret and into the code', () => {
    const [sent] = withRequiredSince(wanting('2026-05-31T00:00:00Z'), { since: '2026-01-31T12:00:00Z' }).actions
    expect(sent?.secrets).toEqual([{ name: 'INVITATIONS_REQUIRED_SINCE', value: '2026-01-31T12:00:00Z' }])
    expect(sinceInCode(sent?.code ?? '')).toBe('2026-01-31T12:00:00Z')
    const without = { ...desired, actions: [declaredAction(name)] }
    expect(() => withRequiredSince(without, { since: '2026-01-31T12:00:00Z' })).toThrow('has no line')
  })

  it('is shown with how long ago that is', () => {
    expect(sayRequiredSince({ since: '2026-05-29T12:00:00Z' }, auth0Now)).toBe(
      "Accounts made before 2026-05-29T12:00:00Z (3 days ago by Auth0's time) stay in; newer ones need an invitation.",
    )
    const overruled = { since: '2026-05-29T12:00:00Z', overruled: '2026-05-30T00:00:00Z' }
    expect(sayRequiredSince(overruled, auth0Now)).toContain('INVITATIONS_REQUIRED_SINCE says 2026-05-30T00:00:00Z, but')
  })
})
