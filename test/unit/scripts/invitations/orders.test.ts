import { afterAll, describe, expect, it } from 'vitest'
import { isOurBlock, standingOf } from '../../../../actions/invitation/standing.ts'
import { accept } from '../../../../scripts/invitations/inviting/accept.ts'
import { invite } from '../../../../scripts/invitations/inviting/invite.ts'
import type { InviteOptions } from '../../../../scripts/invitations/inviting/invite-request.ts'
import type { Outcome } from '../../../../scripts/invitations/outcome.ts'
import { reconcile } from '../../../../scripts/invitations/repairing/reconcile.ts'
import { remind } from '../../../../scripts/invitations/sending/remind.ts'
import { resend } from '../../../../scripts/invitations/sending/resend.ts'
import { revoke } from '../../../../scripts/invitations/ending/revoke.ts'
import { invitationWith, made } from '../../actions/invitation/records.ts'
import { everyOrder, type Ended, type Order, type Process } from './every-order.ts'
import { email, OneAccount, type Event, type Gate } from './one-account.ts'
import { scenes, type Scene } from './scenes.ts'

// Every order in which the calls of two tools, or of a tool and a person, can reach Auth0, with each write lost or late.
// The real code runs; only Auth0 is in memory.

const { id } = invitationWith()
const begins = Date.parse('2026-01-05T12:00:00Z')

type Result = Outcome | 'accepted' | 'other' | undefined
type Operation = (world: OneAccount) => Process<Result>

const yes = { confirm: () => Promise.resolve() }
const inviting =
  (options: InviteOptions): Operation =>
  (world) =>
  (gate) =>
    invite({ email }, options, world.tenant(gate))

async function last(outcomes: AsyncIterable<Outcome>): Promise<Outcome | undefined> {
  let one: Outcome | undefined
  for await (const outcome of outcomes) one = outcome
  return one
}

const user_id = (world: OneAccount) => world.account?.user_id ?? made.user_id

/** Everybody who may do something at the same time. */
const operations = {
  invite: inviting(yes),
  'invite, keeping the account': inviting({ ...yes, keepAccount: true }),
  'an import that goes on': inviting({ ...yes, invitation_id: id, mailMayBeSent: false }),
  resend: (world) => (gate) => resend(email, {}, world.tenant(gate)),
  'resend --extend': (world) => (gate) => resend(email, { extend_sec: 86_400 }, world.tenant(gate)),
  'resend --link': (world) => (gate) => resend(email, { link: {} }, world.tenant(gate)),
  remind: (world) => (gate) => last(remind({}, world.tenant(gate))),
  reconcile: (world) => (gate) => last(reconcile(yes, world.tenant(gate))),
  'reconcile --purge': (world) => (gate) => last(reconcile({ ...yes, purge: true }, world.tenant(gate))),
  'the app notes a consent': (world) => (gate) =>
    accept({ user_id: user_id(world), invitation_id: id }, {}, world.tenant(gate)),
  revoke: (world) => (gate) => revoke(email, {}, world.tenant(gate)),
  'revoke --delete-account': (world) => (gate) => revoke(email, { deleteAccount: true }, world.tenant(gate)),
  'a sign-in': (world) => (gate) => world.signIn(gate),
  'the expiry passes': (world) => async (gate) => {
    await world.expire(gate, invitationWith().expires_at)
    return undefined
  },
} satisfies Record<string, Operation>
type Name = keyof typeof operations
const names = Object.keys(operations) as Name[]

const pairs = names.flatMap((one, index) => names.slice(index).map((other): [Name, Name] => [one, other]))

/** Threes that share a key, or in which one fixes what another breaks. */
const threes: [Name, Name, Name][] = [
  ['revoke', 'revoke', 'a sign-in'],
  ['revoke', 'invite', 'a sign-in'],
  ['revoke', 'resend', 'a sign-in'],
  ['revoke', 'reconcile', 'a sign-in'],
  ['revoke', 'the app notes a consent', 'a sign-in'],
  ['revoke', 'invite', 'reconcile'],
  ['invite', 'a sign-in', 'the expiry passes'],
  ['reconcile', 'a sign-in', 'the expiry passes'],
]

/** `npm test` runs what can meet a revocation; `npm run test:deep` runs everything. */
const isDeep = process.env['ORDERS'] === 'all'
const variants: Name[] = [
  'invite, keeping the account',
  'resend --extend',
  'resend --link',
  'reconcile --purge',
  'revoke --delete-account',
]
const fewPairs = pairs.filter((pair) => pair.includes('revoke') && !pair.some((name) => variants.includes(name)))
const fewScenes: Scene[] = ['pending, and a password is chosen', 'attached to an account that was there']
let orders = 0
let ms = 0

afterAll(() => {
  console.info(
    `orders of reads and writes: ${orders} in ${Math.round(ms)} ms, ${Math.round((orders / ms) * 1000)} a second`,
  )
})

/** Runs these at the same time, in every order, from a scene on. */
async function told(scene: Scene, together: Name[], { faults, tickMs }: { faults: number; tickMs: number }) {
  const started = performance.now()
  orders += await everyOrder(
    () => {
      const world = new OneAccount(scenes[scene], begins)
      const processes = together.map((name) => operations[name](world))
      return { world, processes, faults, step: () => world.pass(tickMs) }
    },
    (world, order) => check({ scene, together, world, order }),
  )
  ms += performance.now() - started
}

interface Told {
  scene: Scene
  together: Name[]
  world: OneAccount
  order: Order<Result>
}

async function check(all: Told): Promise<void> {
  const broken = [
    ...revocationsStand(all),
    ...ownersGetIn(all),
    ...administratorsBlocksStand(all),
    ...nobodyIsMailedAfterARevocation(all),
    ...noConsentComesBack(all),
    ...whoInvitedKnowsWhatStands(all),
    ...(await aRevocationCanBeFinished(all)),
  ]
  if (broken.length === 0) return
  const { scene, together, world, order } = all
  const ended = order.ended.map(({ result, failure }) =>
    isOutcome(result) ? result.message : failure instanceof Error ? failure.message : result,
  )
  throw new Error(
    [
      broken.join('\n'),
      `scene: ${scene}`,
      `together: ${together.map((name, index) => `${index} ${name}`).join(', ')}`,
      `order: ${order.steps.join(' · ')}`,
      `ended: ${JSON.stringify(ended)}`,
      `events: ${JSON.stringify(world.events)}`,
      `account: ${JSON.stringify(world.account)}`,
    ].join('\n'),
  )
}

function isOutcome(result: Result): result is Outcome {
  return typeof result === 'object'
}

const isRevocation = ({ result }: Ended<Result>) =>
  isOutcome(result) &&
  (result.outcome === 'revoked' || result.outcome === 'already_revoked') &&
  result.error === undefined

function successfulRevocations({ together, order }: Told): Ended<Result>[] {
  return order.ended.filter((ended, index) => together[index]?.startsWith('revoke') && isRevocation(ended))
}

/** A deleted account takes all its facts along: inviting the address again invites a new person. */
function wasDeleted({ world: { events } }: Told): boolean {
  return events.some(({ what }) => what === 'deleted')
}

/** A revocation that ended with success is never undone. */
function* revocationsStand(told: Told) {
  const { world } = told
  if (wasDeleted(told)) return
  for (const { result } of successfulRevocations(told)) {
    if (world.account === undefined || !isOutcome(result)) continue
    const standing = standingOf(world.account.app_metadata, world.now)
    const live = standing.status === 'pending' || standing.status === 'accepted' ? standing : undefined
    const liveId = live === undefined ? undefined : 'acceptance' in live ? live.acceptance.id : live.invitation.id
    if (liveId === result.invitation_id) yield `A revocation that ended with success was undone: ${live?.status}.`
    const { invitation_revocation: revocation } = world.account.app_metadata as {
      invitation_revocation?: { at: string }
    }
    const offer = live?.invitation
    if (offer && Date.parse(offer.invited_at) <= Date.parse(revocation?.at ?? ''))
      yield 'An offer that is not younger than the revocation is alive.'
  }
}

/** Somebody whose acceptance was written is never locked out, unless a revocation succeeded that checked before it. */
function* ownersGetIn(told: Told) {
  const { world, together, order } = told
  const accepted = order.ended.some(({ result }, index) => together[index] === 'a sign-in' && result === 'accepted')
  if (!accepted || successfulRevocations(told).length > 0 || hasFailedRevocation(told)) return
  if (world.account === undefined) yield 'An account was deleted whose owner had just accepted.'
  else if (world.nextSignIn !== 'admitted') yield `An owner is locked out: ${world.nextSignIn}.`
}

/** One that ended in an error may have done a part; the next run finishes it. */
function hasFailedRevocation({ together, order }: Told): boolean {
  return order.ended.some(({ failure }, index) => together[index]?.startsWith('revoke') && failure !== undefined)
}

/** An administrator's block is never lifted. */
function* administratorsBlocksStand(told: Told) {
  const { scene, world } = told
  const was = scenes[scene]
  if (was?.blocked !== true || isOurBlock(was.app_metadata) || wasDeleted(told)) return
  if (world.account?.blocked !== true) yield 'An administrator’s block was lifted.'
}

/** Nobody is mailed an invitation after its revocation. */
function* nobodyIsMailedAfterARevocation(told: Told) {
  const { events } = told.world
  if (wasDeleted(told)) return
  const isTakenBack = events.some(({ what }) => what === 'acceptance_written')
  for (const [index, event] of events.entries()) {
    if (event.what !== 'mailed' || event.text !== 'invitation' || isTakenBack) continue
    const isRevoked = (one: Event) => one.what === 'revocation_written' && one.id === event.id
    if (events.slice(0, index).some(isRevoked)) yield 'An invitation was mailed after its revocation.'
  }
}

/** A consent counts only for the invitation that it was given to, not for a later one. */
function* noConsentComesBack({ world }: Told) {
  if (world.account === undefined) return
  const standing = standingOf(world.account.app_metadata, world.now)
  if (standing.status === 'pending' && standing.consented_at !== undefined && standing.invitation.id !== id)
    yield 'A consent counts for another invitation.'
}

/** If two invite at the same moment, each hears about the invitation that counts at its last check. */
function* whoInvitedKnowsWhatStands({ world, order }: Told) {
  // The note of a failed mail writes the offer, too: it may put back an older one, which is then live.
  if (order.steps.some((step) => step.includes('is lost') || step.includes('is late'))) return
  if (world.account === undefined) return
  const standing = standingOf(world.account.app_metadata, world.now)
  if (standing.status !== 'pending') return
  const { id } = standing.invitation
  const written = world.events.find((event) => event.what === 'offer_written' && event.id === id)
  for (const { result, endedAt } of order.ended) {
    if (!isOutcome(result) || (result.outcome !== 'invited' && result.outcome !== 'attached')) continue
    if (result.invitation_id === id || written === undefined) continue
    if (written.atStep < endedAt) yield 'Somebody was told of an invitation that does not stand.'
  }
}

/** After a revocation that ended in an error, the next one finishes it: nobody gets in, and the link is dead. */
async function aRevocationCanBeFinished(told: Told): Promise<string[]> {
  const { world } = told
  const { events } = world
  if (!hasFailedRevocation(told) || world.account === undefined) return []
  const { status } = standingOf(world.account.app_metadata, world.now)
  if (status !== 'revoked') return []
  events.length = 0
  const always: Gate = () => Promise.resolve('done')
  const again = await revoke(email, {}, world.tenant(always))
  const isMade = world.account.user_id === made.user_id
  const isShut = world.account.blocked && events.some(({ what }) => what === 'link_ended')
  if (again.outcome !== 'already_revoked') return [`A second revocation ended with ${again.outcome}.`]
  return !isMade || isShut ? [] : ['A second revocation did not finish what the first left undone.']
}

describe('two at the same time, at one account', () => {
  it(
    'keep every promise in every order, within a second and with seconds between',
    { timeout: 3_600_000 },
    async () => {
      for (const scene of Object.keys(scenes) as Scene[]) {
        for (const pair of isDeep ? pairs : fewPairs) {
          for (const tickMs of isDeep ? [0, 1000] : [1000]) await told(scene, pair, { faults: 0, tickMs })
        }
      }
      expect(orders).toBeGreaterThan(1000)
    },
  )

  it('keep every promise with a write that is lost or late', { timeout: 3_600_000 }, async () => {
    for (const scene of isDeep ? (Object.keys(scenes) as Scene[]) : fewScenes) {
      for (const pair of isDeep ? pairs : fewPairs) await told(scene, pair, { faults: 1, tickMs: 1000 })
    }
  })
})

describe('three at the same time', () => {
  const some = isDeep ? threes : threes.filter((three) => three.includes('a sign-in'))

  it.each(some)('%s, %s, %s', { timeout: 3_600_000 }, async (...three) => {
    for (const scene of fewScenes) await told(scene, three, { faults: 0, tickMs: 1000 })
  })
})
