import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { own } from '../../../actions/invitation/read.ts'
import type { Invitations, InviteRequest } from '../../invitations/index.ts'
import type { InvitationSettings } from '../../ground/settings/invitation-settings.ts'
import type { Call } from '../command.ts'
import { JOURNALS } from '../../invitations/importing/journal.ts'
import { usernameNeeded } from '../../invitations/inviting/username-needed.ts'

/** A file for each tenant next to the journals: which apps and connections were in order, and when. */
const memoryOf = (domain: string): string => join(JOURNALS, `looked-${domain.replace(/[^\w.-]/g, '_')}.json`)
/** How long a check stays valid. If something changes meanwhile, Auth0's answers to the invitations show it. */
const REMEMBERED_MS = 7 * 24 * 60 * 60_000

type Place = Pick<InvitationSettings, 'domain' | 'clientId' | 'connection'>

interface Remembered {
  at: string
  needs_username: boolean
}

/**
 * Checks whether invitations can work before anyone is invited. A good result is remembered, so that later invitations
 * need no calls for it.
 * @param requests each must have a user name if the connection requires one
 * @param again checks even if a result is remembered
 * @throws InvitationsError `wrong_app`, `unknown_connection`, `passwords_off` or `username_needed`
 */
export async function lookFirst(
  call: Call,
  settings: InvitationSettings,
  { invitations, requests, again = false }: { invitations: Invitations; requests: InviteRequest[]; again?: boolean },
): Promise<{ needsUsername: boolean }> {
  const known = again ? undefined : rememberedOf(settings, call.now)
  if (known !== undefined) {
    if (known.needs_username) requireUsernames(requests, settings)
    return { needsUsername: known.needs_username }
  }
  const { stops, warning, unseen, needsUsername } = await invitations.readiness()
  if (stops !== undefined) throw stops
  for (const { what, why } of unseen) call.output.notLookedAt(what, why)
  if (warning !== undefined) call.output.warn(warning)
  if (needsUsername) requireUsernames(requests, settings)
  if (warning === undefined) remember(call, settings, needsUsername)
  return { needsUsername }
}

/** Remembers that everything is in order, as after a deploy. If this cannot be written, nothing is lost. */
export function remember({ disk, now }: Call, place: Place, needsUsername: boolean): void {
  const noted: Remembered = { at: now.toISOString(), needs_username: needsUsername }
  write(disk, place.domain, { ...everythingOf(place.domain), [keyOf(place)]: noted })
}

/** Forgets a result after something was removed from the tenant. */
export function forget({ disk }: Call, domain: string): void {
  if (Object.keys(everythingOf(domain)).length > 0) write(disk, domain, {})
}

function write(disk: Call['disk'], domain: string, all: object): void {
  try {
    disk.folder(JOURNALS)
    disk.replace(memoryOf(domain), `${JSON.stringify(all, null, 2)}\n`)
  } catch {
    // The next invitation checks again.
  }
}

function rememberedOf(place: Place, now: Date): Remembered | undefined {
  const noted = own(everythingOf(place.domain), keyOf(place))
  const [at, needs_username] = [own(noted, 'at'), own(noted, 'needs_username')]
  if (typeof at !== 'string' || typeof needs_username !== 'boolean') return undefined
  const agoMs = Math.abs(now.getTime() - Date.parse(at)) // the machine's clock may have been set back
  return agoMs < REMEMBERED_MS ? { at, needs_username } : undefined
}

function keyOf({ clientId, connection }: Place): string {
  return `${clientId} ${connection}`
}

function everythingOf(domain: string): object {
  try {
    const all: unknown = JSON.parse(readFileSync(memoryOf(domain), 'utf8'))
    return typeof all === 'object' && all !== null && !Array.isArray(all) ? all : {}
  } catch {
    return {}
  }
}

function requireUsernames(requests: InviteRequest[], { connection }: InvitationSettings): void {
  const without = requests.filter(({ username }) => username === undefined).map(({ email }) => email)
  if (without.length === 0) return
  throw usernameNeeded(connection, without)
}
