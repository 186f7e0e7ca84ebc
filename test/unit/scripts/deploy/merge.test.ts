import { describe, expect, it } from 'vitest'
import type { Deployed, Desired } from '../../../../scripts/deploy/desired.ts'
import { describeChanges, merge } from '../../../../scripts/deploy/merge.ts'

const ours = { action_name: 'accept-invitation', display_name: 'accept-invitation' }
const theirs = { action_name: 'enrich-token', display_name: 'Enrich' }
const template = { template: 'reset_email', body: '<p>ours</p>', from: '', subject: 'ours' }

const desired: Desired = {
  resetEmail: template,
  triggers: { 'post-login': [ours] },
  customText: { en: { 'reset-password': { 'reset-password': { title: 'Choose your password' } } } },
}
const emptyTenant: Deployed = { resetEmail: undefined, triggers: {}, customText: {} }

describe('merging with what others set', () => {
  it('keeps other Actions bound in their order and puts ours last', () => {
    const deployed = { ...emptyTenant, triggers: { 'post-login': [theirs] } }
    expect(merge(desired, deployed).triggers).toEqual({ 'post-login': [theirs, ours] })
  })

  it('leaves ours where somebody put it', () => {
    const deployed = { ...emptyTenant, triggers: { 'post-login': [ours, theirs] } }
    expect(merge(desired, deployed).triggers).toEqual({ 'post-login': [ours, theirs] })
  })

  it('keeps other texts of the prompt, key by key', () => {
    const texts = { 'reset-password': { title: 'Theirs', buttonText: 'Go' }, 'reset-password-email': { title: 'Mail' } }
    const deployed = { ...emptyTenant, customText: { en: { 'reset-password': texts } } }
    expect(merge(desired, deployed).customText['en']?.['reset-password']).toEqual({
      'reset-password': { title: 'Choose your password', buttonText: 'Go' },
      'reset-password-email': { title: 'Mail' },
    })
  })

  it('keeps the sender address of the mail', () => {
    const deployed = { ...emptyTenant, resetEmail: { ...template, body: 'theirs', from: 'Acme <hi@acme.example>' } }
    expect(merge(desired, deployed).resetEmail).toEqual({ ...template, from: 'Acme <hi@acme.example>' })
  })
})

describe('what a deploy would change', () => {
  it('is told for an empty tenant', () => {
    expect(describeChanges(merge(desired, emptyTenant), emptyTenant)).toEqual([
      'Email template reset_email: set it, the tenant has none.',
      'Trigger post-login: bind accept-invitation.',
      'Prompt reset-password (en): set 1 text, which all users see.',
    ])
  })

  it('is told for a tenant that others use', () => {
    const deployed: Deployed = {
      ...emptyTenant,
      resetEmail: { ...template, body: 'x' },
      triggers: { 'post-login': [theirs] },
    }
    expect(describeChanges(merge(desired, deployed), deployed).slice(0, 2)).toEqual([
      'Email template reset_email: replace it; the present one is saved first.',
      'Trigger post-login: bind accept-invitation, after enrich-token.',
    ])
  })

  it('is nothing the second time', () => {
    const deployed: Deployed = merge(desired, emptyTenant)
    expect(describeChanges(merge(desired, deployed), deployed)).toEqual([])
  })
})
