import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { flagIn, readFlag } from '../../../../../scripts/invitations/inviting/adopt.ts'

describe('the flag of the recipe', () => {
  it.each([
    ['{% if user.app_metadata.invited == true %}…&type=invite{% endif %}', 'app_metadata', 'invited', 'true'],
    ['{% if user.user_metadata.source == "invite" %}…?type=invite{% endif %}', 'user_metadata', 'source', 'invite'],
    ["{% if user.app_metadata.kind == 'guest' %}…&type=invite{% endif %}", 'app_metadata', 'kind', 'guest'],
    ['{% if user.app_metadata.pending %}…&type=invite{% endif %}', 'app_metadata', 'pending', 'true'],
  ])('is read from the template: %s', (template, where, key, value) => {
    expect(flagIn(template)).toEqual({ where, key, value })
  })

  it('is not found without a link with type=invite, without a condition, or in our own template', () => {
    expect(flagIn('{% if user.app_metadata.invited %}{{ url }}{% endif %}')).toBeUndefined()
    expect(flagIn('{{ url }}&type=invite')).toBeUndefined()
    expect(flagIn(readFileSync('tenant/emails/reset_email.html', 'utf8'))).toBeUndefined()
  })

  it('can be given', () => {
    expect(readFlag('app_metadata.invited')).toEqual({ where: 'app_metadata', key: 'invited', value: 'true' })
    expect(readFlag('user_metadata.kind=guest')).toEqual({ where: 'user_metadata', key: 'kind', value: 'guest' })
    for (const wrong of ['invited', 'app_metadata', 'app_metadata.a.b', '']) expect(readFlag(wrong)).toBeUndefined()
  })
})
