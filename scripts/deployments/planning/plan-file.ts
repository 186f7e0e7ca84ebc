import { createHash } from 'node:crypto'
import { own } from '../../../actions/invitation/read.ts'
import { InvitationsError } from '../../ground/errors.ts'
import type { Deployed } from '../deployed/deployed.ts'
import type { Plan } from './compare.ts'

/** A plan to hand over: hashes of what it was made from and what it does. It holds no secret and no text of the tenant. */
interface PlanFile {
  plan_file: 1
  domain: string
  /** Hashes of what the tenant had, keyed by place. */
  seen: Record<string, string>
  /** What is to be done, one sentence each. */
  changes: string[]
  /** Hash of the changes with every line of code and templates. */
  changes_sha256: string
  /** What else it was made from; versions before 0.2 left this out. */
  made_from?: Record<keyof MadeFrom, Record<string, string>>
}

/** What a plan is made from besides the tenant, keyed by name. */
export interface MadeFrom {
  /** Files of tenant/ and built Actions. */
  sources: Readonly<Record<string, unknown>>
  /** Settings and flags, without credentials. */
  settings: Readonly<Record<string, unknown>>
  /** Callbacks of the tenant's apps. */
  apps: Readonly<Record<string, unknown>>
}

/** The plan as the text of a file. */
export function planToFile(domain: string, deployed: Deployed, { changes }: Plan, madeFrom: MadeFrom): string {
  const file: PlanFile = {
    plan_file: 1,
    domain,
    seen: seenIn(deployed),
    changes: changes.map(({ change }) => change),
    changes_sha256: digest(changes),
    made_from: hashesOf(madeFrom),
  }
  return `${JSON.stringify(file, null, 2)}\n`
}

/**
 * Lets a deploy go on only if it does what the file says, in a tenant that is as it was for the file.
 * @throws InvitationsError `unreadable_file`, or `plan_outdated` with what has changed
 */
export function requirePlanned(
  text: string,
  domain: string,
  deployed: Deployed,
  { changes }: Plan,
  madeFrom: MadeFrom,
): void {
  const file = parse(text)
  if (file.domain !== domain) throw outdated(`it is for ${file.domain}, not ${domain}`)
  const inTenant = movedBetween(file.seen, seenIn(deployed))
  const [before, now] = [file.made_from, hashesOf(madeFrom)]
  const moved = (kind: keyof MadeFrom) => (before === undefined ? [] : movedBetween(before[kind], now[kind]))
  const said = [
    ...told(`somebody changed`, [...inTenant, ...moved('apps')], ` in the tenant ${domain}`),
    ...told('the sources changed:', moved('sources')),
    ...told('the settings changed:', moved('settings')),
  ]
  // Anything else may have changed: if the plan is still the same, it can be applied.
  if (inTenant.length === 0 && file.changes_sha256 === digest(changes)) return
  throw outdated(said.length > 0 ? said.join('; ') : 'another version of auth0-invitations made it')
}

function movedBetween(before: Record<string, string>, now: Record<string, string>): string[] {
  const places = [...new Set([...Object.keys(before), ...Object.keys(now)])]
  return places.filter((place) => own(before, place) !== own(now, place))
}

function told(what: string, moved: string[], where = ''): string[] {
  return moved.length === 0 ? [] : [`${what} ${moved.join(', ')}${where}`]
}

function hashesOf({ sources, settings, apps }: MadeFrom): Record<keyof MadeFrom, Record<string, string>> {
  const hashed = (all: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.entries(all).map(([name, content]) => [name, digest(content)]))
  return { sources: hashed(sources), settings: hashed(settings), apps: hashed(apps) }
}

function outdated(why: string): InvitationsError {
  return new InvitationsError('plan_outdated', `The plan is out of date: ${why}. Nothing was changed.`, {
    hint: [{ do: 'deploy plan' }, ' --plan-file makes a new one. Read it, then apply it.'],
  })
}

function parse(text: string): PlanFile {
  try {
    const file: unknown = JSON.parse(text)
    if (isPlanFile(file)) return file
  } catch {
    // Refused below, like any other file that is not a plan.
  }
  throw new InvitationsError('unreadable_file', 'The plan file was not made by “deploy plan --plan-file”.', {
    hint: [{ do: 'deploy plan', planFile: 'FILE' }, ' makes one.'],
  })
}

function isPlanFile(file: unknown): file is PlanFile {
  const isText = (value: unknown) => typeof value === 'string'
  const [seen, changes, madeFrom] = [own(file, 'seen'), own(file, 'changes'), own(file, 'made_from')]
  return (
    own(file, 'plan_file') === 1 &&
    isText(own(file, 'domain')) &&
    isText(own(file, 'changes_sha256')) &&
    isTexts(seen) &&
    Array.isArray(changes) &&
    changes.every(isText) &&
    (madeFrom === undefined || kinds.every((kind) => isTexts(own(madeFrom, kind))))
  )
}

const kinds = ['sources', 'settings', 'apps'] as const satisfies (keyof MadeFrom)[]

function isTexts(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.values(value).every((one) => typeof one === 'string')
}

function seenIn({ actions, resetEmail, triggers, customText, client }: Deployed): Record<string, string> {
  const places: [string, unknown][] = [
    ...Object.entries(actions).map(([name, action]): [string, unknown] => [`Action ${name}`, action]),
    ['email template reset_email', resetEmail],
    ...Object.entries(triggers).map(([trigger, bindings]): [string, unknown] => [`trigger ${trigger}`, bindings]),
    ...Object.entries(customText).flatMap(([language, prompts]) =>
      Object.entries(prompts).map(([prompt, texts]): [string, unknown] => [`prompt ${prompt} (${language})`, texts]),
    ),
    ['the apps of the connection', client],
  ]
  return Object.fromEntries(places.map(([place, content]) => [place, digest(content)]))
}

function digest(content: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(content ?? null))
    .digest('hex')
}
