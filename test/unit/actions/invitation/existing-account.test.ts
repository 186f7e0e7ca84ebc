import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { approaches, kindOf, type ExistingAccount } from '../../../../actions/invitation/existing-account.ts'

const verified: ExistingAccount = { blocked: false, email_verified: true, identities: 1, database: 'own' }

describe('an account that was there before', () => {
  it.each<[string, Partial<ExistingAccount>]>([
    ['verified', {}],
    ['verified', { identities: 2 }],
    ['verified', { database: 'linked', identities: 2 }],
    ['verified_elsewhere', { database: 'none' }],
    ['unverified', { email_verified: false }],
    ['unverified_linked', { email_verified: false, identities: 2 }],
    ['unverified_elsewhere', { email_verified: false, database: 'linked', identities: 2 }],
    ['unverified_elsewhere', { email_verified: false, database: 'none' }],
    ['blocked', { blocked: true }],
    ['blocked', { blocked: true, email_verified: false }],
  ])('is %s with %j', (kind, fields) => {
    expect(kindOf({ ...verified, ...fields })).toBe(kind)
  })

  it('is changed only if its address is verified, or if nobody can lose a linked account', () => {
    const touched = Object.entries(approaches).filter(([, { invite }]) => !invite.startsWith('account_'))
    expect(Object.fromEntries(touched.map(([kind, { invite }]) => [kind, invite]))).toEqual({
      verified: 'attach',
      verified_elsewhere: 'attach_without_mail',
      unverified: 'replace',
    })
  })

  it('is in the diagram of docs/inviting.md, with what inviting does', () => {
    const rows = Object.entries(approaches).map(
      ([kind, { invite, keepAccount }]) => `| ${kind} | ${invite} | ${keepAccount} |`,
    )
    expect(readFileSync('docs/inviting.md', 'utf8')).toContain(rows.join('\n'))
  })
})
