import { describe, expect, it } from 'vitest'
import { refusalFor } from '../../../../scripts/invitations/refusal-for.ts'

describe('the sentence for the app’s page of refusals', () => {
  it('says what is wrong, in the language of the invitation', () => {
    expect(refusalFor('expired', 'en')).toBe('This invitation expired. Ask the person who invited you for a new one.')
    expect(refusalFor('revoked', 'de')).toContain('widerrufen')
  })

  it.each([
    ['<script>', 'en'],
    ['__proto__', 'en'],
    ['constructor', '__proto__'],
    [undefined, undefined],
    [['expired'], ['de', 'fr']],
    [{}, 7],
  ])('is ours for any parameter: %s', (reason, language) => {
    expect(refusalFor(reason, language)).toMatch(/^This invitation (cannot be read|expired)\. Ask the person/)
  })
})
