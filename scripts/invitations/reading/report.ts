import { withFailures } from './failed-mails.ts'
import type { InvitationRow } from './invitation-row.ts'
import { list, startOf, type ListOptions } from './list.ts'
import type { Tenant } from '../tenant.ts'

/** Which invitations to count. `note` is called with a sentence if something could not be found out. */
export type ReportOptions = Pick<ListOptions, 'since' | 'within_sec' | 'note' | 'signal'>

/** How far invitations got. Each number is part of the one before it, even if somebody skipped a step. */
export interface Funnel {
  /** Invitations that were issued. */
  created: number
  /** Auth0 was asked for a mail, and its log does not show that the last one failed. */
  mailed: number
  /** The invitee chose a password, or accepted without one. A password that our tools set does not count. */
  password_set: number
  accepted: number
}

export interface Report {
  /** Invited at this instant or later, ISO 8601; null for all. */
  since: string | null
  funnel: Funnel
  /** Of the people who accepted: how many were never mailed (they got a link), and how many set no password. */
  accepted_without: { mail: number; password: number }
  /** How many accepted with each connection, most first; null if the connection is not known. */
  by_accepted_with: { accepted_with: string | null; accepted: number }[]
  by_status: Partial<Record<InvitationRow['status'], number>>
  /** Seconds from the invitation to its acceptance; null before the first acceptance. */
  seconds_to_accept: { median: number | null; p90: number | null }
  /** How many accepted within each span but not within a shorter one. The last span has no end. */
  times_to_accept: { within_sec: number | null; accepted: number }[]
  /** By the day of the acceptance in UTC, oldest first; days without acceptances are left out. */
  acceptances_by_day: { day: string; accepted: number }[]
  /** Acceptances without a plausible date: missing, invalid, in the future or before Auth0. All other numbers count them. */
  acceptances_without_day: number
  /** Pending invitations whose last mail did not go out, and why, according to the tenant's log. */
  failed_mails: { email: string; reason: string | null }[]
  /** Most invitations first. Null means without an inviter. */
  by_inviter: ({ invited_by: string | null } & Funnel)[]
  /** By the day of the invitation in UTC, oldest first. */
  by_day: ({ day: string } & Funnel)[]
}

/** Counts all invitations, or those since an instant. @throws InvitationsError */
export async function reportOn({ since, within_sec, note }: ReportOptions, tenant: Tenant): Promise<Report> {
  const count = new ReportCount(tenant.now())
  const rows = list({ since, within_sec, note }, tenant)
  for await (const row of withFailures(rows, tenant, note ?? (() => undefined))) count.add(row)
  return count.report(startOf({ since, within_sec }, tenant.now()))
}

/** Counts invitations one by one, so that it does not matter how many there are. Pure. */
export class ReportCount {
  readonly #funnel = empty()
  readonly #acceptedWithout = { mail: 0, password: 0 }
  readonly #ways = new Map<string | null, number>()
  readonly #statuses: Report['by_status'] = {}
  readonly #inviters = new Map<string | null, Funnel>()
  readonly #days = new Map<string, Funnel>()
  readonly #secondsToAccept: number[] = []
  readonly #acceptances = new Map<string, number>()
  #withoutDay = 0
  readonly #failed: Report['failed_mails'] = []
  readonly #latestMs: number

  /** @param now acceptances more than a day later are not plausible */
  constructor(now: Date) {
    this.#latestMs = now.getTime() + DAY_MS
  }

  add(row: InvitationRow): void {
    this.#statuses[row.status] = (this.#statuses[row.status] ?? 0) + 1
    if (row.invited_at === null) return // another system asked for it, or it cannot be read
    const steps = stepsOf(row)
    const of = [this.#funnel, named(this.#inviters, row.invited_by), named(this.#days, row.invited_at.slice(0, 10))]
    for (const funnel of of) {
      for (const step of steps) funnel[step] += 1
    }
    if (row.status === 'failed') this.#failed.push({ email: row.email, reason: row.failed_because ?? null })
    if (row.status === 'accepted' && !isMailed(row)) this.#acceptedWithout.mail += 1
    if (row.status === 'accepted' && row.password_set_at === null) this.#acceptedWithout.password += 1
    if (row.status !== 'accepted') return
    this.#ways.set(row.accepted_with, (this.#ways.get(row.accepted_with) ?? 0) + 1)
    this.#addAcceptance(row.accepted_at, row.invited_at)
  }

  #addAcceptance(accepted_at: string | null, invited_at: string): void {
    const acceptedMs = Date.parse(accepted_at ?? '')
    if (!(acceptedMs >= EARLIEST_MS && acceptedMs <= this.#latestMs)) {
      this.#withoutDay += 1
      return
    }
    const day = new Date(acceptedMs).toISOString().slice(0, 10)
    this.#acceptances.set(day, (this.#acceptances.get(day) ?? 0) + 1)
    const seconds = (acceptedMs - Date.parse(invited_at)) / 1000
    if (seconds >= 0) this.#secondsToAccept.push(seconds)
  }

  report(since: Date | undefined): Report {
    const seconds = Float64Array.from(this.#secondsToAccept).sort()
    const inviters = [...this.#inviters].map(([invited_by, funnel]) => ({ invited_by, ...funnel }))
    const days = [...this.#days].map(([day, funnel]) => ({ day, ...funnel }))
    return {
      since: since?.toISOString() ?? null,
      funnel: this.#funnel,
      accepted_without: this.#acceptedWithout,
      by_accepted_with: [...this.#ways]
        .map(([accepted_with, accepted]) => ({ accepted_with, accepted }))
        .sort((a, b) => b.accepted - a.accepted || compare(a.accepted_with ?? '', b.accepted_with ?? '')),
      by_status: this.#statuses,
      seconds_to_accept: { median: quantile(seconds, 0.5), p90: quantile(seconds, 0.9) },
      times_to_accept: histogram(seconds),
      acceptances_by_day: [...this.#acceptances]
        .map(([day, accepted]) => ({ day, accepted }))
        .sort((a, b) => compare(a.day, b.day)),
      acceptances_without_day: this.#withoutDay,
      failed_mails: this.#failed.sort((a, b) => compare(a.email, b.email)),
      by_inviter: inviters.sort((a, b) => b.created - a.created || compare(a.invited_by ?? '', b.invited_by ?? '')),
      by_day: days.sort((a, b) => compare(a.day, b.day)),
    }
  }
}

function stepsOf(row: InvitationRow): (keyof Funnel)[] {
  if (row.status === 'accepted') return ['created', 'mailed', 'password_set', 'accepted']
  if (row.password_set_at !== null) return ['created', 'mailed', 'password_set']
  return isMailed(row) ? ['created', 'mailed'] : ['created']
}

function isMailed({ status, delivery, sends }: InvitationRow): boolean {
  return delivery !== 'link' && (sends ?? 0) > 0 && status !== 'failed'
}

const DAY_MS = 86_400_000
/** Nobody accepted anything at Auth0 before Auth0 existed. */
const EARLIEST_MS = Date.UTC(2013, 0)
const HOUR = 3600
const SPANS_SEC = [HOUR, 6 * HOUR, 24 * HOUR, 48 * HOUR, 72 * HOUR, 168 * HOUR]

function histogram(seconds: Float64Array): Report['times_to_accept'] {
  const within = (end: number) => seconds.filter((one) => one <= end).length
  const spans = SPANS_SEC.map((end, index) => {
    return { within_sec: end, accepted: within(end) - within(SPANS_SEC[index - 1] ?? -1) }
  })
  return [...spans, { within_sec: null, accepted: seconds.length - within(SPANS_SEC.at(-1) ?? 0) }]
}

function named<Name>(funnels: Map<Name, Funnel>, name: Name): Funnel {
  const funnel = funnels.get(name) ?? empty()
  funnels.set(name, funnel)
  return funnel
}

function empty(): Funnel {
  return { created: 0, mailed: 0, password_set: 0, accepted: 0 }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** The smallest value that is at least as large as this part of all values. @param sorted ascending */
function quantile(sorted: Float64Array, part: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? null
}

/** How people accepted, in a sentence; empty if all did it the same way. */
export function waysTold({ by_accepted_with }: Report): string[] {
  if (by_accepted_with.length < 2) return []
  const ways = by_accepted_with.map(({ accepted_with, accepted }) => `${accepted} ${accepted_with ?? 'not known'}`)
  return [`Accepted with: ${ways.join(', ')}.`]
}

/** What a report's numbers would hide: people who are counted at a step that they did not take. In sentences. */
export function skippedSteps({ accepted_without: { mail, password } }: Report): string[] {
  const people = (count: number) => (count === 1 ? '1 person' : `${count} people`)
  return [
    ...(mail > 0 ? [`Of the people emailed, ${people(mail)} accepted through a link that was handed over.`] : []),
    ...(password > 0 ? [`Of “password set”, ${people(password)} accepted without setting one.`] : []),
  ]
}
