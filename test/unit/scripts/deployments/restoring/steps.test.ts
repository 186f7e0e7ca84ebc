import { describe, expect, it } from 'vitest'
import type { Deployed } from '../../../../../scripts/deployments/deployed/deployed.ts'
import { merge } from '../../../../../scripts/deployments/planning/merge.ts'
import {
  hashesAfter,
  hashesOf,
  placesIn,
  scopeOf,
  type Hashes,
  type Places,
} from '../../../../../scripts/deployments/deployed/places.ts'
import { restore } from '../../../../../scripts/deployments/restoring/steps.ts'
import { seal } from '../../../../../scripts/deployments/deployed/seal.ts'
import { built, deployedAction, desired, emptyTenant, ours, template, theirs } from '../tenants.ts'

const scope = scopeOf(desired, ['accept-invitation'])
const places = (deployed: Deployed) => placesIn(deployed, scope)
const oursBound = { ...ours, action_id: 'act_accept-invitation' }

/** Before a first deploy into a tenant that others use, and after it. */
const found: Deployed = {
  ...emptyTenant,
  resetEmail: { ...template, subject: 'Theirs', body: '<p>theirs</p>' },
  triggers: { 'post-login': [theirs], 'pre-user-registration': [] },
  customText: { en: { 'reset-password': { 'reset-password': { title: 'Theirs', buttonText: 'Go' } } } },
}
const target = merge(desired, found)
const left: Deployed = {
  ...found,
  actions: { 'accept-invitation': deployedAction('accept-invitation') },
  resetEmail: target.resetEmail,
  triggers: { 'post-login': [theirs, oursBound], 'pre-user-registration': [] },
  customText: target.customText,
}

function restored(
  now: Deployed,
  { isForced = false, gone = [] as string[], before = places(found), after = hashes } = {},
) {
  return restore(places(now), now, { before, after, isForced, gone })
}
const hashes: Hashes[] = [hashesAfter(places(found), desired, target)]
const said = (now: Deployed, options = {}) => restored(now, options).steps.map(({ change }) => change)

it('the result of a deploy is known before it is done', () => {
  const code = target.actions[0]?.code ?? ''
  const actions = { 'accept-invitation': deployedAction('accept-invitation', { code }) }
  expect(hashesOf(places({ ...left, actions }))).toEqual(hashes[0])
})

describe('bringing back what was there before', () => {
  it('undoes everything of a first deploy, and leaves what is not ours', () => {
    const { steps, left: stays } = restored(left)
    expect(steps.map(({ change }) => change)).toEqual([
      'Trigger post-login: unbind accept-invitation.',
      'Email template reset_email: back to “Theirs”.',
      'Prompt reset-password (en): 1 text as before.',
      'Action accept-invitation: delete it; it was not there before.',
    ])
    expect(steps[0]).toMatchObject({ bindings: [theirs] })
    expect(steps[2]).toMatchObject({ screens: { 'reset-password': { title: 'Theirs', buttonText: 'Go' } } })
    expect(stays).toEqual([])
  })

  it('has nothing to do a second time', () => {
    expect(said(found)).toEqual([])
  })

  it('goes on after a deploy or a rollback was cut off', () => {
    expect(said({ ...left, triggers: found.triggers, customText: found.customText })).toEqual([
      'Email template reset_email: back to “Theirs”.',
      'Action accept-invitation: delete it; it was not there before.',
    ])
    const neverDeployed = { ...deployedAction('accept-invitation'), deployed: undefined }
    expect(said({ ...found, actions: { 'accept-invitation': neverDeployed } })).toEqual([
      'Action accept-invitation: delete it; it was not there before.',
    ])
  })

  it('switches off a template if there was none, because Auth0 cannot delete it', () => {
    const before: Places = { ...places(found), templates: { reset_email: null } }
    expect(said({ ...left, resetEmail: target.resetEmail }, { before })[1]).toContain(
      'switch it off; the tenant had none',
    )
    const off = { ...template, body: "{{ 'type=invite&invitation=' }}", enabled: false }
    expect(said({ ...found, resetEmail: off }, { before })).toEqual([])
  })

  it('leaves and names what somebody has changed since, unless it is forced', () => {
    const now = { ...left, resetEmail: { ...template, subject: 'Newer' } }
    expect(said(now)).not.toContain('Email template reset_email: back to “Theirs”.')
    expect(restored(now).left).toEqual([
      'Email template reset_email: somebody has changed it since, so it stays (--force restores what was there before).',
    ])
    expect(said(now, { isForced: true })).toContain('Email template reset_email: back to “Theirs”.')
  })

  it('leaves everything that the deploy did not change, even if somebody has changed it since', () => {
    const before = places(found)
    const after = [{ ...hashes[0], templates: hashesOf(before).templates } as Hashes]
    const { left: stays } = restored({ ...left, resetEmail: { ...template, subject: 'Newer' } }, { after })
    expect(stays).toEqual([])
  })
})

describe('bringing back an Action', () => {
  const old = deployedAction('accept-invitation', { code: seal(built('accept-invitation', 'old()\n'), []) })
  const before = places({ ...left, actions: { 'accept-invitation': old } })

  it('deploys the version that ran', () => {
    expect(restored(left, { before }).steps).toEqual([
      {
        kind: 'version',
        action_id: 'act_accept-invitation',
        version_id: 'ver_1',
        change: 'Action accept-invitation: back to what version 1 was.',
      },
    ])
  })

  it('says if the version is gone, or the Action', () => {
    expect(restored(left, { before, gone: ['ver_1'] }).left[0]).toContain(
      'Auth0 keeps 50 versions, and number 1 is gone',
    )
    const another = { ...deployedAction('accept-invitation'), id: 'act_another' }
    const now = { ...left, actions: { 'accept-invitation': another } }
    expect(restored(now, { before, isForced: true }).left[0]).toContain('it has been deleted since')
  })

  it('never deletes another team’s Action that now has the name of ours', () => {
    const foreign = deployedAction('accept-invitation', { code: 'exports.x = 1' })
    const now = { ...found, actions: { 'accept-invitation': foreign } }
    expect(said(now, { isForced: true })).toEqual([])
  })

  it('binds it where it was, next to those that are still there', () => {
    const other = { ...theirs, action_id: 'act_other', action_name: 'other' }
    const wasBound = places({ ...left, triggers: { 'post-login': [theirs, oursBound, other] } })
    const unbound = { ...left, triggers: { 'post-login': [other, theirs], 'pre-user-registration': [] } }
    const after = [hashesOf(places(unbound))]
    const { steps } = restored(unbound, { before: wasBound, after })
    expect(steps).toMatchObject([
      { trigger: 'post-login', change: 'Trigger post-login: bind accept-invitation again.' },
    ])
    expect(steps[0]).toMatchObject({ bindings: [other, theirs, oursBound] })
  })
})
