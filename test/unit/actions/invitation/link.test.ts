import { describe, expect, it } from 'vitest'
import { linkLifetimeSec, linkWith, problemsOfLink } from '../../../../actions/invitation/link.ts'
import { invitationWith, whilePending } from './records.ts'

const ticket = 'https://tenant.example.com/u/reset-password?ticket=abc#'
const id = invitationWith().id

describe('a link to hand over', () => {
  it('has the parameters of the mail’s link, whatever Auth0’s address ends with', () => {
    const link = `https://tenant.example.com/u/reset-password?ticket=abc&type=invite&invitation=${id}`
    expect(linkWith(ticket, invitationWith(), {})).toBe(link)
    expect(linkWith(ticket.slice(0, -1), invitationWith(), {})).toBe(link)
  })

  it('carries parameters in the query and after the #, encoded', () => {
    const link = linkWith(ticket, invitationWith(), { query: { app: 'Analytical Engine' }, hash: { 'a.b': '1&2#' } })
    expect(link.endsWith('&app=Analytical+Engine#a.b=1%262%23')).toBe(true)
  })

  it.each([
    ['ticket', 'The link has a parameter "ticket" of its own. Give yours another name.'],
    ['type', 'The link has a parameter "type" of its own. Give yours another name.'],
    ['invitation', 'The link has a parameter "invitation" of its own. Give yours another name.'],
    ['a b', 'A name in the link may contain only letters, digits, dots, hyphens and underscores, like app=Engine.'],
  ])('does not take "%s" as a name in its query', (name, message) => {
    const problem = { code: 'invalid_link_param', field: 'link', message }
    expect([...problemsOfLink({ query: { [name]: '1' } })]).toEqual([problem])
  })

  it('accepts any valid name after the #', () => {
    expect([...problemsOfLink({ query: { 'app.name': '1' }, hash: { type: 'invite' } })]).toEqual([])
    expect([...problemsOfLink({ hash: { '': '1' } })]).toHaveLength(1)
  })

  it('lasts no longer than the invitation, in whole seconds', () => {
    expect(linkLifetimeSec(invitationWith({ expires_at: '2026-01-02T03:05:05Z' }), whilePending)).toBe(59)
  })

  it('lasts a second at the end, because 0 would mean five days', () => {
    expect(linkLifetimeSec(invitationWith({ expires_at: '2026-01-02T03:04:06Z' }), whilePending)).toBe(1)
    expect(linkLifetimeSec(invitationWith({ expires_at: '2026-01-02T03:04:05Z' }), whilePending)).toBe(1)
  })
})
