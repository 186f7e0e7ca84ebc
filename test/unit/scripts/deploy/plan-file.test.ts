import { describe, expect, it } from 'vitest'
import type { Deployed } from '../../../../scripts/deploy/deployed.ts'
import { merge } from '../../../../scripts/deploy/merge.ts'
import { plan } from '../../../../scripts/deploy/plan.ts'
import { planToFile, requirePlanned } from '../../../../scripts/deploy/plan-file.ts'
import { placesIn, replaced } from '../../hostile-json.ts'
import { declaredAction, deployedAction, desired, emptyTenant, nothingNoted, template, theirs } from './tenants.ts'

const secret = { name: 'INVITATIONS_NEW', value: 'hush' }
const wanted = { ...desired, actions: [declaredAction('accept-invitation', [secret])] }
const planned = (deployed: Deployed, declared = wanted) =>
  plan(declared, merge(declared, deployed), deployed, {}, nothingNoted)
const fileFor = (deployed: Deployed) => planToFile('acme.example', deployed, planned(deployed))
const before: Deployed = {
  ...emptyTenant,
  actions: { 'accept-invitation': deployedAction('accept-invitation') },
  resetEmail: { ...template, body: 'theirs' },
}

describe('a plan file', () => {
  it('lets exactly that plan be applied, also where it holds secrets, whose hash has another salt each time', () => {
    expect(() => requirePlanned(fileFor(before), 'acme.example', before, planned(before))).not.toThrow()
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
  ])('is refused when somebody changed %s', (place, change) => {
    const now = { ...before, ...change }
    expect(() => requirePlanned(fileFor(before), 'acme.example', now, planned(now))).toThrow(
      `The plan does not hold any more: meanwhile somebody changed ${place} in acme.example. Nothing was changed.`,
    )
  })

  it('is refused for another tenant, for other sources, and when it is no plan', () => {
    const file = fileFor(before)
    expect(() => requirePlanned(file, 'other.example', before, planned(before))).toThrow('it is for acme.example')
    expect(() => requirePlanned(file, 'acme.example', before, planned(before, desired))).toThrow('are not what it was')
    for (const text of ['', '{}', '[1]', 'null', '{"plan_file":2}']) {
      expect(() => requirePlanned(text, 'acme.example', before, planned(before))).toThrow('is not one of')
    }
  })

  it('is no plan when any part of it is of another type', () => {
    const file = JSON.parse(fileFor(before)) as unknown
    for (const way of placesIn(file)) {
      for (const value of [7, null, {}, [7]]) {
        if (way.join() === 'seen' && value !== null && typeof value === 'object' && !Array.isArray(value)) continue
        const text = JSON.stringify(replaced(file, way, value))
        expect(() => requirePlanned(text, 'acme.example', before, planned(before)), way.join('.')).toThrow(
          expect.objectContaining({ code: 'unreadable_file' }),
        )
      }
    }
  })
})
