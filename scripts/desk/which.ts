import { isWanted } from '../invitations/reading/list.ts'
import type { InvitationRow, ListOptions } from '../invitations/index.ts'
import type { Snapshot } from './rows.ts'
import { statuses } from './words.ts'

/** What the list shows, as its address says. Addresses can be shared; whatever is invalid in one is left out. */
export interface Which {
  status: InvitationRow['status'] | undefined
  search: string
  invited_by: string
  /** A day like 2026-01-31, in UTC. */
  since: string
  /** Only invitations that expire within this many days. */
  expiring: number | undefined
  sort: Sort
  /** Counts from 1. */
  page: number
}

const columns = ['email', 'status', 'invited_by', 'invited_at', 'expires_at', 'sends'] as const
export type Column = (typeof columns)[number]
export interface Sort {
  column: Column
  isDescending: boolean
}

export const ON_A_PAGE = 50

export function whichIn(query: Readonly<Record<string, string>>): Which {
  const { status, search = '', invited_by = '', since = '', expiring = '', sort = '', page = '' } = query
  const column = columns.find((one) => one === sort.replace(/^-/, ''))
  return {
    status: statuses.find((one) => one === status),
    search: search.trim().slice(0, 300),
    invited_by: invited_by.trim().slice(0, 300),
    since: /^\d{4}-\d\d-\d\d$/.test(since) && !Number.isNaN(Date.parse(since)) ? since : '',
    expiring: /^[1-9]\d?$/.test(expiring) ? Number(expiring) : undefined,
    sort: column === undefined ? newestFirst : { column, isDescending: sort.startsWith('-') },
    page: /^[1-9]\d{0,6}$/.test(page) ? Number(page) : 1,
  }
}

const newestFirst: Sort = { column: 'invited_at', isDescending: true }

/** The query of an address that shows this. Defaults are left out. */
export function queryOf(which: Which, changes: Partial<Which> = {}): string {
  const { status, search, invited_by, since, expiring, sort, page } = { ...which, ...changes }
  const isUsual = sort.column === newestFirst.column && sort.isDescending
  const said: Record<string, string | undefined> = {
    status,
    search,
    invited_by,
    since,
    expiring: expiring?.toString(),
    sort: isUsual ? undefined : `${sort.isDescending ? '-' : ''}${sort.column}`,
    page: page === 1 ? undefined : String(page),
  }
  const entries = Object.entries(said).filter((entry): entry is [string, string] => Boolean(entry[1]))
  const query = new URLSearchParams(entries).toString()
  return query === '' ? '' : `?${query}`
}

/** A page of the list, and how many pages there are. */
export interface Found {
  rows: readonly InvitationRow[]
  /** How many match, on all pages. */
  total: number
  pages: number
  /** Counts by status, of those that match everything else. */
  counts: ReadonlyMap<InvitationRow['status'], number>
}

/** @param now Auth0's time */
export function find(snapshot: Snapshot, which: Which, now: Date): Found {
  const others = ofAnyStatus(snapshot, which, now)
  const counts = new Map<InvitationRow['status'], number>()
  for (const row of others) counts.set(row.status, (counts.get(row.status) ?? 0) + 1)
  const wanted = ofStatus(others, which)
  const pages = Math.max(1, Math.ceil(wanted.length / ON_A_PAGE))
  const page = Math.min(which.page, pages)
  return { rows: wanted.slice((page - 1) * ON_A_PAGE, page * ON_A_PAGE), total: wanted.length, pages, counts }
}

/** Everybody in the list, on all of its pages. */
export function allOf(snapshot: Snapshot, which: Which, now: Date): readonly InvitationRow[] {
  return ofStatus(ofAnyStatus(snapshot, which, now), which)
}

function ofStatus(rows: readonly InvitationRow[], { status }: Which): readonly InvitationRow[] {
  return status === undefined ? rows : rows.filter((row) => row.status === status)
}

function ofAnyStatus(snapshot: Snapshot, which: Which, now: Date): readonly InvitationRow[] {
  const { search, invited_by, since, expiring, sort } = which
  const options: ListOptions = {
    search: search === '' ? undefined : search,
    invited_by: invited_by === '' ? undefined : invited_by,
    since: since === '' ? undefined : new Date(since),
    expiring_within_sec: expiring === undefined ? undefined : expiring * 86_400,
  }
  const isFiltered = Object.values(options).some((one) => one !== undefined)
  const sorted = snapshot.sorted(`${sort.column} ${sort.isDescending}`, comparing(sort))
  return isFiltered ? sorted.filter((row) => isWanted(row, options, now)) : sorted
}

/** Unknown values come last, in either direction. */
function comparing({ column, isDescending }: Sort): (a: InvitationRow, b: InvitationRow) => number {
  const sign = isDescending ? -1 : 1
  return (a, b) => {
    const [one, other] = [a[column], b[column]]
    if (one === other) return a.email < b.email ? -1 : a.email > b.email ? 1 : 0
    if (one === null) return 1
    if (other === null) return -1
    return one < other ? -sign : sign
  }
}
