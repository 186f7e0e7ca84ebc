import { describe, expect, it } from 'vitest'
import type { Deployed } from '../../../../../scripts/deployments/deployed/deployed.ts'
import type { Desired } from '../../../../../scripts/deployments/declared/desired.ts'
import { merge } from '../../../../../scripts/deployments/planning/merge.ts'
import { compare } from '../../../../../scripts/deployments/planning/compare.ts'
import { refuseWhatHarms } from '../../../../../scripts/deployments/planning/refuse.ts'
import { built, declaredAction, deployedAction, desired, emptyTenant, nothingNoted, theirs } from '../tenants.ts'

function refusal(deployed: Deployed, { wanted = desired, overwritesDrafts = false } = {}): string | undefined {
  const target = merge(wanted, deployed)
  try {
    refuseWhatHarms(target, deployed, compare(wanted, target, deployed, {}, nothingNoted), { overwritesDrafts })
  } catch (failure) {
    return (failure as Error).message
  }
  return undefined
}

const bindings = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ ...theirs, action_name: `a${index}` }))

describe('a deploy is refused before anything is changed', () => {
  it('when others have an Action with the name of ours', () => {
    const actions = { 'accept-invitation': deployedAction('accept-invitation', { code: 'exports.x = 1' }) }
    expect(refusal({ ...emptyTenant, actions })).toBe(
      'The tenant has an Action accept-invitation that this program did not build. Nothing was changed.',
    )
  })

  it('when somebody is editing ours in the dashboard, unless the draft may be lost', () => {
    const action = deployedAction('accept-invitation', { secrets: [{ name: 'INVITATIONS_OLD', value: 'x' }] })
    action.draft = { ...action.draft, code: `${action.draft.code}// hotfix\n` }
    const deployed = { ...emptyTenant, actions: { 'accept-invitation': action } }
    expect(refusal(deployed)).toMatch(/^Somebody is editing the Action accept-invitation in the dashboard/)
    expect(refusal(deployed, { overwritesDrafts: true })).toBeUndefined()
  })

  it('but not when the draft comes from a deploy that was cut off', () => {
    const action = { ...deployedAction('accept-invitation'), deployed: undefined }
    expect(refusal({ ...emptyTenant, actions: { 'accept-invitation': action } })).toBeUndefined()
  })

  it('when a trigger has as many Actions as Auth0 binds', () => {
    expect(refusal({ ...emptyTenant, triggers: { 'post-login': bindings(20) } })).toMatch(
      /^post-login has 20 Actions, and Auth0 binds at most 20: a0, a1, /,
    )
    expect(refusal({ ...emptyTenant, triggers: { 'post-login': bindings(19) } })).toBeUndefined()
  })

  it('when placeholders of the Deploy CLI are left in code, texts, template or secrets; the error shows no value of a secret', () => {
    const secret = { name: 'INVITATIONS_NEW', value: 'hush ##KEY##' }
    const wanted: Desired = {
      ...desired,
      actions: [{ ...declaredAction('accept-invitation', [secret]), code: `${built('accept-invitation')}// @@CODE@@` }],
      resetEmail: { ...desired.resetEmail, body: '<p>##BRAND##</p>' },
      customText: { en: { 'reset-password': { 'reset-password': { title: '##TITLE##' } } } },
    }
    const said = refusal(emptyTenant, { wanted })
    expect(said).toContain('@@CODE@@ (actions.accept-invitation.code)')
    expect(said).toContain('the value of a secret (actions.accept-invitation.secrets.INVITATIONS_NEW.value)')
    expect(said).toContain('##BRAND## (resetEmail.body)')
    expect(said).toContain('##TITLE## (customText.en.reset-password.reset-password.title)')
    expect(said).not.toContain('hush')
  })
})
