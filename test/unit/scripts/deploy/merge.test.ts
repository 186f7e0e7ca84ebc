import { describe, expect, it } from 'vitest'
import type { Deployed, Desired } from '../../../../scripts/deploy/desired.ts'
import { describeActions, describeChanges, merge } from '../../../../scripts/deploy/merge.ts'

const ours = { action_name: 'accept-invitation', display_name: 'accept-invitation' }
const theirs = { action_name: 'enrich-token', display_name: 'Enrich' }
const template = { template: 'reset_email', body: '<p>ours</p>', from: '', subject: 'ours' }

const desired: Desired = {
  actions: [{ name: 'accept-invitation', secrets: [] }],
  leftOut: { 'require-invitation': 'INVITATIONS_REQUIRE is off' },
  resetEmail: template,
  triggers: { 'post-login': [ours], 'pre-user-registration': [] },
  customText: { en: { 'reset-password': { 'reset-password': { title: 'Choose your password' } } } },
}
const emptyTenant: Deployed = { actions: {}, resetEmail: undefined, triggers: {}, customText: {} }

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
    const deployed: Deployed = { ...merge(desired, emptyTenant), actions: {} }
    expect(describeChanges(merge(desired, deployed), deployed)).toEqual([])
  })
})

describe('an Action that a setting leaves out', () => {
  const left = { action_name: 'require-invitation', display_name: 'require-invitation' }
  const bound = { 'pre-user-registration': [theirs, left] }

  it('is unbound when it is ours, and the plan says why; others stay', () => {
    const actions = { 'require-invitation': { isOurs: true, secrets: [] } }
    const deployed: Deployed = { ...emptyTenant, actions, triggers: bound }
    const merged = merge(desired, deployed)
    expect(merged.triggers['pre-user-registration']).toEqual([theirs])
    expect(describeChanges(merged, deployed)).toContain(
      'Trigger pre-user-registration: unbind require-invitation, because INVITATIONS_REQUIRE is off.',
    )
  })

  it('stays bound when others made one of that name', () => {
    const actions = { 'require-invitation': { isOurs: false, secrets: [] } }
    const merged = merge(desired, { ...emptyTenant, actions, triggers: bound })
    expect(merged.triggers).not.toHaveProperty('pre-user-registration')
  })

  it('leaves a trigger alone to which nothing of ours is bound', () => {
    expect(merge(desired, emptyTenant).triggers).not.toHaveProperty('pre-user-registration')
  })
})

describe('what a deploy does with Actions', () => {
  const sizes = { 'accept-invitation': 900 }
  const withSecret: Desired = {
    ...desired,
    actions: [{ name: 'accept-invitation', secrets: [{ name: 'INVITATIONS_NEW', value: 'hush' }] }],
  }

  it('is told with the names of its secrets, never their values', () => {
    expect(describeActions(withSecret, emptyTenant, sizes)).toEqual([
      'Action accept-invitation: deploy it (900 bytes), with the secret INVITATIONS_NEW.',
    ])
  })

  it('is told when a secret goes, or the Action of somebody else', () => {
    const actions = { 'accept-invitation': { isOurs: false, secrets: ['INVITATIONS_NEW', 'INVITATIONS_OLD'] } }
    expect(describeActions(withSecret, { ...emptyTenant, actions }, sizes).slice(1)).toEqual([
      'Action accept-invitation: that replaces one of the same name, which is not ours.',
      'Action accept-invitation: it loses INVITATIONS_OLD, not set here.',
    ])
  })
})
