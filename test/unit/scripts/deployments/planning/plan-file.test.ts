import { describe, expect, it } from 'vitest'
import type { Deployed } from '../../../../../scripts/deployments/deployed/deployed.ts'
import { merge } from '../../../../../scripts/deployments/planning/merge.ts'
import { compare } from '../../../../../scripts/deployments/planning/compare.ts'
import { planToFile, requirePlanned, type MadeFrom } from '../../../../../scripts/deployments/planning/plan-file.ts'
import { placesIn, replaced } from '../../../hostile-json.ts'
import { declaredAction, deployedAction, desired, emptyTenant, nothingNoted, template, theirs } from '../tenants.ts'

const secret = { name: 'INVITATIONS_NEW', value: 'hush' }
const wanted = { ...desired, actions: [declaredAction('accept-invitation', [secret])] }
const planned = (deployed: Deployed, declared = wanted) =>
  compare(declared, merge(declared, deployed), deployed, {}, nothingNoted)
const app = 'the callbacks of the app a'
const made: MadeFrom = {
  sources: { 'tenant/emails/reset_email.html': '<p>' },
  settings: { INVITATIONS_APP_URL: undefined, '--first': false },
  apps: { [app]: [] },
}
const fileFor = (deployed: Deployed) => planToFile('acme.example', deployed, planned(deployed), made)
const before: Deployed = {
  ...emptyTenant,
  actions: { 'accept-invitation': deployedAction('accept-invitation') },
  resetEmail: { ...template, body: 'theirs' },
}

describe('a plan file', () => {
  it('lets exactly that plan be applied, even with secrets, whose hash has another salt each time', () => {
    expect(() => requirePlanned(fileFor(before), 'acme.example', before, planned(before), made)).not.toThrow()
  })

  it('holds neither secrets nor texts of the tenant', () => {
    expect(fileFor(before)).not.toMatch(/hush|theirs|scrypt/)
  })

  it.each<[string, Partial<Deployed>]>([
    [
      'Action accept-invitation',
      { actions: { 'accept-invitation': { ...deployedAction('accept-invitation'), id: 'x' } } },
    ],
    ['email template reset_email', { resetEmail: template }],
    ['trigger post-login', { triggers: { 'post-login': [theirs] } }],
    ['prompt reset-password (en)', { customText: { en: { 'reset-password': { 'reset-password': { title: 'x' } } } } }],
  ])('is refused if somebody has changed %s', (place, change) => {
    const now = { ...before, ...change }
    expect(() => requirePlanned(fileFor(before), 'acme.example', now, planned(now), made)).toThrow(
      `The plan is out of date: somebody changed ${place} in the tenant acme.example. Nothing was changed.`,
    )
  })

  it.each<[string, Partial<MadeFrom>]>([
    ['the sources changed: tenant/emails/reset_email.html', { sources: { 'tenant/emails/reset_email.html': '<div>' } }],
    ['the settings changed: INVITATIONS_APP_URL', { settings: { ...made.settings, INVITATIONS_APP_URL: 'https://a' } }],
    ['the settings changed: --first', { settings: { ...made.settings, '--first': true } }],
    ['somebody changed the callbacks of the app a in the tenant acme.example', { apps: { [app]: ['https://a'] } }],
    ['another version of auth0-invitations made it', {}],
  ])('says why it would now lead to something else: %s', (why, other) => {
    const now = planned(before, desired)
    expect(() => requirePlanned(fileFor(before), 'acme.example', before, now, { ...made, ...other })).toThrow(
      `The plan is out of date: ${why}. Nothing was changed.`,
    )
  })

  it('can be applied if a source or a setting has changed but the plan is the same', () => {
    const other = { ...made, settings: {} }
    expect(() => requirePlanned(fileFor(before), 'acme.example', before, planned(before), other)).not.toThrow()
  })

  it('is refused for another tenant, and if it is not a plan', () => {
    const file = fileFor(before)
    expect(() => requirePlanned(file, 'other.example', before, planned(before), made)).toThrow('it is for acme.example')
    const now = planned(before)
    for (const text of ['', '{}', '[1]', 'null', '{"plan_file":2}']) {
      expect(() => requirePlanned(text, 'acme.example', before, now, made)).toThrow('was not made by')
    }
  })

  it('is not a plan if any part of it has another type', () => {
    const now = planned(before)
    const file = JSON.parse(planToFile('acme.example', before, now, made)) as unknown
    for (const way of placesIn(file)) {
      for (const value of [7, null, {}, [7]]) {
        if (
          /^(seen|made_from,\w+)$/.test(way.join()) &&
          value !== null &&
          typeof value === 'object' &&
          !Array.isArray(value)
        )
          continue
        const text = JSON.stringify(replaced(file, way, value))
        expect(() => requirePlanned(text, 'acme.example', before, now, made), way.join('.')).toThrow(
          expect.objectContaining({ code: 'unreadable_file' }),
        )
      }
    }
  })
})
