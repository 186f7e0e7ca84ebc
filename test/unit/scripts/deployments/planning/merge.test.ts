import { describe, expect, it } from 'vitest'
import { findOurs } from '../../../../../scripts/deployments/deployed/ours.ts'
import { merge } from '../../../../../scripts/deployments/planning/merge.ts'
import { built, deployedAction, desired, emptyTenant, ours, template, theirs } from '../tenants.ts'

const oursBound = { ...ours, action_id: 'act_accept-invitation' }

describe('merging bindings', () => {
  it('keeps other Actions bound in their order and puts ours last', () => {
    const deployed = { ...emptyTenant, triggers: { 'post-login': [theirs] } }
    expect(merge(desired, deployed).triggers).toEqual({ 'post-login': [theirs, ours] })
  })

  it('puts ours first if that is wanted, in the order of tenant/', () => {
    const second = { action_name: 'require-invitation-at-sign-in', display_name: 'require-invitation-at-sign-in' }
    const both = { ...desired, triggers: { 'post-login': [ours, second] } }
    const deployed = { ...emptyTenant, triggers: { 'post-login': [theirs] } }
    expect(merge(both, deployed, true).triggers).toEqual({ 'post-login': [ours, second, theirs] })
    const oneIsThere = { ...emptyTenant, triggers: { 'post-login': [theirs, oursBound] } }
    expect(merge(both, oneIsThere, true).triggers).toEqual({ 'post-login': [theirs, oursBound, second] })
  })

  it('puts the guard before others, because none of them should see a dead invitation', () => {
    const guard = { action_name: 'guard-invitation-link', display_name: 'guard-invitation-link' }
    const deployed = { ...emptyTenant, triggers: { 'password-reset-post-challenge': [theirs] } }
    const { triggers } = merge({ ...desired, triggers: { 'password-reset-post-challenge': [guard] } }, deployed)
    expect(triggers).toEqual({ 'password-reset-post-challenge': [guard, theirs] })
  })

  it('leaves ours where somebody has put it, with its display name', () => {
    const renamed = { ...oursBound, display_name: 'Accept (ask Grace)' }
    const deployed = { ...emptyTenant, triggers: { 'post-login': [renamed, theirs] } }
    expect(merge(desired, deployed).triggers).toEqual({ 'post-login': [renamed, theirs] })
  })

  it('finds ours by its code if somebody has given it another name', () => {
    const renamed = { ...deployedAction('accept-invitation'), name: 'Accept' }
    const deployed = { ...emptyTenant, actions: findOurs([renamed], ['accept-invitation']) }
    const { actions, triggers } = merge(desired, deployed)
    expect(actions.map(({ name }) => name)).toEqual(['Accept'])
    expect(triggers['post-login']).toEqual([{ ...ours, action_name: 'Accept' }])
  })
})

describe('finding ours', () => {
  it('is not confused by a name that begins like another', () => {
    const other = deployedAction('require-invitation-at-sign-in')
    expect(findOurs([other], ['require-invitation'])).toEqual({})
  })

  it('also finds another team’s Action with the name of ours, so that a deploy can refuse', () => {
    const foreign = deployedAction('accept-invitation', { code: 'exports.onExecutePostLogin = async () => {}' })
    expect(findOurs([foreign], ['accept-invitation'])).toEqual({ 'accept-invitation': foreign })
  })
})

describe('merging texts and the template', () => {
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

describe('an Action that a setting leaves out', () => {
  const left = { action_id: 'act_require-invitation', action_name: 'require-invitation', display_name: 'Require' }
  const bound = { 'pre-user-registration': [theirs, left] }

  it('is unbound if it is ours; others stay', () => {
    const actions = { 'require-invitation': deployedAction('require-invitation') }
    const merged = merge(desired, { ...emptyTenant, actions, triggers: bound })
    expect(merged.triggers['pre-user-registration']).toEqual([theirs])
  })

  it('stays bound if another team made it', () => {
    const actions = { 'require-invitation': deployedAction('require-invitation', { code: 'exports.x = 1' }) }
    const merged = merge(desired, { ...emptyTenant, actions, triggers: bound })
    expect(merged.triggers).not.toHaveProperty('pre-user-registration')
  })

  it('leaves alone a trigger without Actions of ours', () => {
    expect(merge(desired, emptyTenant).triggers).not.toHaveProperty('pre-user-registration')
  })
})

it('the deployed code says what it was deployed with', () => {
  const [action] = merge(desired, emptyTenant).actions
  expect(action?.code.split('\n')[1]).toMatch(/^\/\/ Sealed: code sha256 [\w-]{43}$/)
  expect(action?.code.split('\n').toSpliced(1, 1).join('\n')).toBe(built('accept-invitation'))
})
