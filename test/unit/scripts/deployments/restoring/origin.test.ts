import { describe, expect, it } from 'vitest'
import { originOf } from '../../../../../scripts/deployments/restoring/origin.ts'
import { hashesOf, noPlaces, type Places } from '../../../../../scripts/deployments/deployed/places.ts'
import { emptyTenant, template } from '../tenants.ts'

const ourTemplate = { ...template, body: '<a href="{{ url }}&type=invite&invitation=x">', enabled: true }
const BEGIN = '{% comment %}the reset mail that was there before auth0-invitations{% endcomment %}'
const END = '{% comment %}its end{% endcomment %}'
const kept = { ...ourTemplate, subject: `${BEGIN}Theirs${END}`, body: `${BEGIN}<p>theirs</p>${END}${ourTemplate.body}` }
const title = 'en/reset-password/reset-password/title'
const action = { id: 'act_1', version_id: 'ver_1', number: 1, content: 'x' }

const places = (some: Partial<Places>): Places => ({ ...noPlaces, ...some })
const customText = { en: { 'reset-password': { 'reset-password': { title: 'Choose your password' } } } }

describe('what the tenant had before our first deploy', () => {
  it('is the saved state, if that is not ours', () => {
    const origin = places({ templates: { reset_email: template }, texts: { [title]: 'Theirs' }, actions: { a: null } })
    const applied = [{ ...noPlaces, texts: { [title]: 'the hash of ours' } }]
    const { before, cannot } = originOf(origin, applied)
    expect(before).toEqual(origin)
    expect(cannot({ ...emptyTenant, resetEmail: ourTemplate, customText })).toEqual([])
  })

  it('is without an Action of ours, even if one was found', () => {
    const origin = places({
      actions: { 'accept-invitation': action },
      bindings: { 'post-login/accept-invitation': { display_name: 'accept-invitation', follows: [] } },
    })
    expect(originOf(origin, []).before).toMatchObject({
      actions: { 'accept-invitation': null },
      bindings: { 'post-login/accept-invitation': null },
    })
  })

  it('is unknown for the template if ours was found, and the program says so if ours is still there', () => {
    const { before, cannot } = originOf(places({ templates: { reset_email: ourTemplate } }), [])
    expect(before.templates).toEqual({})
    expect(cannot({ ...emptyTenant, resetEmail: ourTemplate })).toEqual([
      expect.stringContaining('Email template reset_email: ours stays, and everyone gets it.'),
    ])
    for (const resetEmail of [undefined, template, { ...ourTemplate, enabled: false }]) {
      expect(cannot({ ...emptyTenant, resetEmail })).toEqual([])
    }
  })

  it('is the mail that is kept inside ours', () => {
    const { before, cannot } = originOf(places({ templates: { reset_email: kept } }), [])
    expect(before.templates['reset_email']).toMatchObject({ subject: 'Theirs', body: '<p>theirs</p>' })
    expect(cannot({ ...emptyTenant, resetEmail: kept })).toEqual([])
  })

  it('is unknown for texts that were the same as ours, and the program counts those that are still there', () => {
    const origin = places({ texts: { [title]: 'Choose your password' } })
    const { cannot } = originOf(origin, [hashesOf(origin)])
    expect(cannot({ ...emptyTenant, customText })).toEqual([
      '1 text like ours stays, because nobody saved what was there before: reset-password in en (Branding > Universal Login > Custom Text).',
    ])
    expect(cannot(emptyTenant)).toEqual([])
  })
})
