import { notImplemented } from '../http/answers.ts'
import { ownValue, type User } from '../state.ts'

/**
 * The part of user search v3 that is implemented: `field:"value"` and `field:value`, joined by one of AND and OR.
 * Values are compared whole, letter case aside; anything else answers 501.
 * @see https://auth0.com/docs/manage-users/user-search/user-search-query-syntax
 */
export function parseSearch(q: string | undefined): (user: User) => boolean {
  if (q === undefined || q.trim() === '') return () => true
  const [first = '', ...others] = q.trim().split(/\s+(AND|OR)\s+/)
  const joints = new Set(others.filter((_, index) => index % 2 === 0))
  if (joints.size > 1) throw notImplemented(`searches that mix AND and OR: ${q}`)
  const terms = [first, ...others.filter((_, index) => index % 2 === 1)].map(parseTerm)
  return (user) => (joints.has('AND') ? terms.every((term) => term(user)) : terms.some((term) => term(user)))
}

function parseTerm(term: string): (user: User) => boolean {
  const [, field, quoted, bare] = /^([a-z_.]+):(?:"([^"\\]*)"|([\w@.+-]+))$/i.exec(term) ?? []
  const wanted = quoted ?? bare
  if (field === undefined || wanted === undefined) throw notImplemented(`the search term ${term}`)
  return (user) => {
    const value = field.split('.').reduce<unknown>((object, key) => ownValue(object, key), user)
    return (
      ['string', 'number', 'boolean'].includes(typeof value) && String(value).toLowerCase() === wanted.toLowerCase()
    )
  }
}
