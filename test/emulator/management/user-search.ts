import { json, managementError, notImplemented } from '../http/answers.ts'
import type { Call, Endpoint } from '../http/endpoint.ts'
import { ownValue, type Json } from '../json.ts'
import type { User } from './user.ts'
import { selectFields } from './fields.ts'
import { pageParameters, paginate, type Page } from './pagination.ts'
import { parseSearch, type SearchRules } from './search.ts'

export const userSearch: Endpoint[] = [
  {
    // docs: manage-users/user-search/user-search-query-syntax, …/view-search-results-by-page, …/sort-search-results
    route: 'GET /api/v2/users',
    query: [...pageParameters, 'q', 'search_engine', 'sort', 'fields', 'include_fields', 'primary_order'],
    steps: [requireThirdEngine, refusePagesBeyondTheEnd, searchUsers],
  },
  {
    // docs: manage-users/user-search/retrieve-users-with-get-users-by-email-endpoint (immediate, case-sensitive)
    route: 'GET /api/v2/users-by-email',
    query: ['email', 'fields', 'include_fields'],
    steps: [respondWithUsersByEmail],
  },
]

/** No search returns more than this (docs: manage-users/user-search/view-search-results-by-page). */
const MOST_RESULTS = 1000

/** Letter case matters except in the normalized fields. A term without a field is not matched against metadata. */
const rules: SearchRules = {
  caseless: ['email', 'name', 'given_name', 'family_name', 'nickname'],
  words: ['name', 'given_name', 'family_name', 'nickname'],
  bare: ['email', 'name', 'given_name', 'family_name', 'nickname', 'username', 'user_id'],
  plain: ['user_metadata'],
  derived: {
    'email.domain': (user) => String(ownValue(user, 'email')).split('@')[1],
    organization_id: () => {
      throw notImplemented('searches for organization_id')
    },
  },
}

/** Recorded traffic of 2021 still has version 2, for what both support. No source says how versions have ended since. */
function requireThirdEngine({ query }: Call): void {
  const engine = query['search_engine'] ?? 'v3'
  if (engine !== 'v3' && engine !== 'v2') throw notImplemented(`search_engine ${engine}`)
}

/** Quoted in auth0/node-auth0#1246. */
function refusePagesBeyondTheEnd({ query }: Call): void {
  if (Number(query['page'] ?? 0) * perPage(query) < MOST_RESULTS) return
  const more = 'See https://auth0.com/docs/users/search/v3/view-search-results-by-page#limitation'
  throw managementError(400, `You can only page through the first 1000 records. ${more}`, 'invalid_paging')
}

function perPage(query: Call['query']): number {
  return Number(query['per_page'] ?? 50)
}

function searchUsers({ tenant, query }: Call): Response {
  const isWanted = parseSearch(query['q'], rules)
  const found: User[] = []
  for (const user of tenant.state.users.searched()) if (isWanted(user)) found.push(user)
  const show = (user: User) => selectFields({ ...user }, query)
  return json(200, paginate<User, Json>(inOrder(found, query['sort']), query, 'users', withLength, show))
}

function withLength({ items, start, limit, total }: Page<User | Json>): Json {
  return { start, limit, length: items.length, users: items, total }
}

/** Users without the field come last. Sorting by metadata is not supported (docs: sort-search-results). */
function inOrder(users: User[], sort: string | undefined): User[] {
  if (sort === undefined) return users
  const [field = '', direction] = sort.split(':')
  if (/^(app|user)_metadata\b/.test(field)) throw notImplemented(`sorting by ${field}`)
  const sign = Number(direction)
  const keyed = users.map((user) => ({ user, key: sortKey(user, field) }))
  keyed.sort((a, b) => {
    if (a.key === b.key) return 0
    if (a.key === undefined) return 1
    if (b.key === undefined) return -1
    return a.key < b.key ? -sign : sign
  })
  return keyed.map(({ user }) => user)
}

function sortKey(user: User, field: string): string | number | undefined {
  const value = field.split('.').reduce<unknown>((object, key) => ownValue(object, key), user)
  if (typeof value === 'boolean') return String(value)
  return typeof value === 'number' || typeof value === 'string' ? value : undefined
}

function respondWithUsersByEmail({ tenant, query }: Call): Response {
  const found = tenant.state.users.named(query['email'] ?? '').filter(({ email }) => email === query['email'])
  return json(
    200,
    found.map((user) => selectFields({ ...user }, query)),
  )
}
