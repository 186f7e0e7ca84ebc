import { LARGEST_ACTION_BYTES } from '../../auth0/limits.ts'
import { gunzipSync, gzipSync } from 'node:zlib'
import { own } from '../../../actions/invitation/read.ts'
import { InvitationsError } from '../../ground/errors.ts'
import { noPlaces, overlay, type Hashes, type Places } from '../deployed/places.ts'
import { BUILT_BY_US } from '../deployed/seal.ts'
import type { WrittenSecrets } from './written-secrets.ts'

/**
 * The Action that keeps what deploys found before they changed it. It is a draft that is never deployed or bound, and
 * holds only comments. So every machine that may deploy can also roll back, and only deployers can write it.
 */
export const SAVED_STATE_ACTION = 'invitations-saved-state'

/** One deploy or rollback. */
export interface Entry {
  /** When it began, as people type it: `20260131-120000`. */
  id: string
  at: string
  /** Version of the program. */
  version: string
  what: 'apply' | 'rollback'
  /** Whether it ended as planned; if not, the next one finishes it. */
  isFinished: boolean
  /** What it did, in sentences. */
  changes: string[]
  before: Places
  /** How it leaves the places that it writes. */
  after: Hashes
}

export interface SavedState {
  saved_state: 1
  /** What was there before the first deploy. */
  origin: Places
  /** How the latest deploys left each place. */
  latest: Hashes
  entries: Entry[]
  /** What is known about the Actions' secrets. Earlier versions did not note it. */
  secrets?: WrittenSecrets
}

export const emptyState: SavedState = { saved_state: 1, origin: noPlaces, latest: noPlaces, entries: [] }

/**
 * Notes what is about to be done. An entry that was cut off is continued: what was there before it stays saved.
 */
export function begin(
  state: SavedState,
  { now, ...entry }: Pick<Entry, 'version' | 'what' | 'changes' | 'before' | 'after'> & { now: Date },
): SavedState {
  const [newest] = state.entries
  const unfinished = newest?.isFinished === false ? newest : undefined
  const before = unfinished === undefined ? entry.before : overlay(entry.before, unfinished.before)
  const entries = unfinished === undefined ? state.entries : state.entries.slice(1)
  const at = now.toISOString()
  return {
    saved_state: 1,
    origin: overlay(before, state.origin),
    latest: overlay(state.latest, entry.after),
    entries: [{ id: idFor(at, entries), at, ...entry, before, isFinished: false }, ...entries],
    ...(state.secrets && { secrets: state.secrets }),
  }
}

/** Notes that the newest entry ended as planned. */
export function finish(state: SavedState): SavedState {
  const [newest, ...others] = state.entries
  return newest === undefined ? state : { ...state, entries: [{ ...newest, isFinished: true }, ...others] }
}

/**
 * The code of the Action that keeps the state. If it gets too long, the oldest entries are dropped.
 * @throws InvitationsError `saved_state_unusable` if not even one entry fits
 */
export function encode(state: SavedState): string {
  const packed = gzipSync(JSON.stringify(state), { level: 9 }).toString('base64')
  const lines = packed.match(/.{1,100}/g) ?? []
  const code = `${banner}\n/*\n${lines.join('\n')}\n*/\n`
  if (Buffer.byteLength(code) <= LARGEST_ACTION_BYTES) return code
  if (state.entries.length > 1) return encode({ ...state, entries: state.entries.slice(0, -1) })
  throw unusable(`what is to be saved does not fit into an Action (${LARGEST_ACTION_BYTES / 1000} kB)`)
}

const banner = `// ${SAVED_STATE_ACTION} 1, ${BUILT_BY_US}: what its deploys found before they changed it, for
// "deploy history", "deploy rollback" and "deploy remove". It is never deployed, and must not be: it does nothing.`

/** @param code of the Action; undefined if it does not exist @throws InvitationsError `saved_state_unusable` */
export function decode(code: string | undefined): SavedState {
  if (code === undefined) return emptyState
  const [, packed = ''] = /\/\*\n([\w+/=\n]+)\n\*\//.exec(code) ?? []
  try {
    const state: unknown = JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString())
    if (isSavedState(state)) return state
  } catch {
    // Somebody changed it, or a later version of this program, with another number, wrote it.
  }
  throw unusable('somebody changed it, or a later version of this program wrote it')
}

function unusable(why: string): InvitationsError {
  return new InvitationsError(
    'saved_state_unusable',
    `The Action ${SAVED_STATE_ACTION}, which keeps what deploys replaced, cannot be used: ${why}. Nothing was changed.`,
    {
      hint: `Deploy with the newest version. Or delete the Action (Actions > Library); then earlier deploys cannot be rolled back.`,
    },
  )
}

function idFor(at: string, entries: Entry[]): string {
  const id = at.slice(0, 19).replace(/[-:]/g, '').replace('T', '-')
  const same = entries.filter((entry) => entry.id.startsWith(id)).length
  return same === 0 ? id : `${id}-${same + 1}`
}

type Check = (value: unknown) => boolean

const isText: Check = (value) => typeof value === 'string'
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText)
const isObject: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)
/** Null means that nothing is there. */
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value)
const withFields =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    Object.entries(fields).every(([field, check]) => check(own(value, field)))
const byPlace =
  (check: Check): Check =>
  (value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(check)

const places: Readonly<Record<keyof Places, Check>> = {
  actions: orNull(withFields({ id: isText, version_id: isText, number: Number.isSafeInteger, content: isText })),
  bindings: orNull(withFields({ display_name: isText, follows: isTexts })),
  templates: orNull(isObject),
  texts: orNull(isText),
  clients: (value) => typeof value === 'boolean',
}
const kinds = Object.entries(places)
const isPlaces = withFields(Object.fromEntries(kinds.map(([kind, check]) => [kind, byPlace(check)])))
const isHashes = withFields(Object.fromEntries(kinds.map(([kind]) => [kind, byPlace(isText)])))

const isEntry = withFields({
  ...{ id: isText, at: isText, version: isText, changes: isTexts, before: isPlaces, after: isHashes },
  what: (value) => value === 'apply' || value === 'rollback',
  isFinished: (value) => typeof value === 'boolean',
})

const isNote = withFields({ sealed: isText, at: byPlace(isText) })
const areNotes: Check = (value) => Array.isArray(value) && value.every(isNote)

const isState = withFields({
  saved_state: (version) => version === 1,
  origin: isPlaces,
  latest: isHashes,
  entries: (value) => Array.isArray(value) && value.every(isEntry),
  secrets: (value) => value === undefined || byPlace(areNotes)(value), // earlier versions did not note them
})

/** Whether it is exactly what `encode` wrote, because a rollback writes what it finds there into the tenant. */
function isSavedState(value: unknown): value is SavedState {
  return isState(value)
}
