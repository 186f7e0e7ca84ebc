import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { stage } from './stage.ts'
import { INVITATIONS_APP_URL, Meetings, operations, type Met, type Name } from './two-at-once/people.ts'
import { brokenBy, winnerOf } from './two-at-once/promises.ts'
import { scenes, type Scene } from './two-at-once/scenes.ts'

// Two at one account, over HTTPS: a write of the one waits at Auth0's door, the other comes between and ends, and then
// the late write lands. `npm test` runs everyday pairs with a revocation; `npm run test:deep` runs all of them. Orders
// inside Auth0, and lost writes, are tested without HTTPS in test/unit/scripts/invitations/orders.test.ts.

const isDeep = process.env['ORDERS'] === 'all'
const meetings = new Meetings(stage({ deployed: true, settings: { INVITATIONS_APP_URL } }))

/** The operations that wait, and a scene in which each has something to write. */
const beginnings = {
  invite: 'an account, never invited',
  'invite, keeping the account': 'an account, never invited',
  'an import that goes on': 'attached, and its mail is owed',
  resend: 'pending',
  'resend --extend': 'pending',
  'resend --link': 'pending',
  remind: 'pending',
  reconcile: 'pending, and its mail is owed',
  'reconcile --purge': 'expired',
  'the app notes a consent': 'attached to an account that was there',
  revoke: 'pending',
  'revoke --delete-account': 'pending, and nobody has begun',
} satisfies Partial<Record<Name, Scene>>
const waiting = Object.keys(beginnings) as (keyof typeof beginnings)[]
const all = Object.keys(operations) as Name[]

/** In `npm test`. */
const everyDay: [keyof typeof beginnings, Name][] = [
  ...(['invite', 'resend', 'remind', 'reconcile', 'the app notes a consent', 'revoke'] as const).map(
    (name): [keyof typeof beginnings, Name] => [name, 'revoke'],
  ),
  ['revoke', 'a sign-in'],
  ['revoke', 'invite'],
]
const pairs = isDeep
  ? waiting.flatMap((one) => all.map((other): [keyof typeof beginnings, Name] => [one, other]))
  : everyDay

/** The winners of every pair, a line for each write at which the one waits. */
const winners = readFileSync(new URL('two-at-once/winners.txt', import.meta.url), 'utf8').split('\n')

function line(met: Met): string {
  return `${met.waiting} waits at ${met.write}, ${met.between} comes between: ${winnerOf(met)}`
}

async function metAt(scene: Scene, one: Name, other: Name): Promise<Met[]> {
  const all: Met[] = []
  for await (const met of meetings.of(scene, one, other)) all.push(met)
  return all
}

describe('Two at one account', () => {
  it.each(pairs)(
    'keep every promise: %s waits while this comes between: %s',
    { timeout: 60_000 },
    async (one, other) => {
      const met = await metAt(beginnings[one], one, other)
      expect(met.flatMap(brokenBy)).toEqual([])
      expect(met.map(line)).toEqual(
        winners.filter((line) => line.startsWith(`${one} waits`) && line.includes(`, ${other} comes`)),
      )
    },
  )

  const everyScene = isDeep ? (Object.keys(scenes) as Scene[]) : []
  it.each(everyScene)('keep every promise in the scene “%s”', { timeout: 900_000 }, async (scene) => {
    let stories = 0
    for (const [one, other] of pairs) {
      for (const met of await metAt(scene, one, other)) {
        expect(brokenBy(met), line(met)).toEqual([])
        stories++
      }
    }
    console.info(`two at one account, over HTTPS, ${scene}: ${stories} stories`)
  })
})
