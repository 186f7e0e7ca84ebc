import { createHash } from 'node:crypto'
import { own } from '../../actions/invitation/read.ts'
import { InvitationsError } from '../errors.ts'
import type { Deployed } from './deployed.ts'
import type { Plan } from './plan.ts'

/** A plan to hand over: what it was made from and what it does, by hashes. No secret and no text of the tenant is in it. */
interface PlanFile {
  plan_file: 1
  domain: string
  /** What the tenant had, by place. */
  seen: Record<string, string>
  /** What is to be done, sentence by sentence. */
  changes: string[]
  /** The same with each line of code and templates. */
  changes_sha256: string
}

/** The plan as the text of a file. */
export function planToFile(domain: string, deployed: Deployed, { changes }: Plan): string {
  const file: PlanFile = {
    plan_file: 1,
    domain,
    seen: seenIn(deployed),
    changes: changes.map(({ change }) => change),
    changes_sha256: digest(changes),
  }
  return `${JSON.stringify(file, null, 2)}\n`
}

/**
 * Lets a deploy go on only where it does what the file says, to a tenant as the file saw it.
 * @throws InvitationsError `unreadable_file`, or `plan_outdated` with what moved
 */
export function requirePlanned(text: string, domain: string, deployed: Deployed, { changes }: Plan): void {
  const file = parse(text)
  if (file.domain !== domain) throw outdated(`it is for ${file.domain}, not ${domain}`)
  const seen = seenIn(deployed)
  const places = [...new Set([...Object.keys(file.seen), ...Object.keys(seen)])]
  const moved = places.filter((place) => own(file.seen, place) !== own(seen, place))
  if (moved.length > 0) throw outdated(`meanwhile somebody changed ${moved.join(', ')} in ${domain}`)
  if (file.changes_sha256 === digest(changes)) return
  throw outdated('tenant/, actions/, the settings, the flags or the callbacks of the app are not what it was made from')
}

function outdated(why: string): InvitationsError {
  return new InvitationsError('plan_outdated', `The plan does not hold any more: ${why}. Nothing was changed.`, {
    hint: 'invitations deploy plan --plan-file makes a new one; look at it, then apply it.',
  })
}

function parse(text: string): PlanFile {
  try {
    const file: unknown = JSON.parse(text)
    if (isPlanFile(file)) return file
  } catch {
    // As useless as any other text.
  }
  throw new InvitationsError('unreadable_file', 'The plan file is not one of “deploy plan --plan-file”.', {
    hint: 'invitations deploy plan --plan-file FILE makes one.',
  })
}

function isPlanFile(file: unknown): file is PlanFile {
  const isText = (value: unknown) => typeof value === 'string'
  const [seen, changes] = [own(file, 'seen'), own(file, 'changes')]
  return (
    own(file, 'plan_file') === 1 &&
    isText(own(file, 'domain')) &&
    isText(own(file, 'changes_sha256')) &&
    typeof seen === 'object' &&
    seen !== null &&
    Object.values(seen).every(isText) &&
    Array.isArray(changes) &&
    changes.every(isText)
  )
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
