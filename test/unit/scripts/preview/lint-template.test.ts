import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { lintTemplate } from '../../../../scripts/preview/lint-template.ts'

const found = (body: string, subject = 'Hi') => lintTemplate({ subject, body }).map(({ message }) => message)

describe('the problems of a template', () => {
  it('are none in ours', () => {
    const { subject } = JSON.parse(readFileSync('tenant/emails/reset_email.json', 'utf8')) as { subject: string }
    expect(found(readFileSync('tenant/emails/reset_email.html', 'utf8'), subject)).toEqual([])
  })

  it('include variables that Auth0 does not have', () => {
    expect(found('{{ branding.logo | escape }}{{ user.phone | escape }}')).toEqual([
      'The body uses branding.logo, which is not a variable of Auth0’s: it stays empty.',
      'The body uses user.phone, which is not a variable of Auth0’s: it stays empty.',
    ])
    expect(found('{% assign x = user.name %}{{ x | escape }}{{ user.app_metadata.a.b | escape }}')).toEqual([])
  })

  it('include undocumented tags and filters, even in the subject', () => {
    expect(found('{% capture x %}{% endcapture %}', '{{ url | json }}')).toEqual([
      'The subject uses the filter json, which Auth0 does not document.',
      'The body uses the tag capture, which Auth0 does not document.',
    ])
    expect(
      found('{% case url %}{% when "a" %}{% else %}{% endcase %}{% comment %}{% capture %}{% endcomment %}'),
    ).toEqual([])
  })

  it('include output in HTML that is not escaped', () => {
    expect(found('<p>{{ user.name }}</p>', '{{ user.name }}')).toEqual([
      'The body prints {{ user.name }} without “| escape”: anyone who can write it can inject HTML.',
    ])
    expect(found("{{ user.name | escape | replace: '.', '&#8203;.' }}")).toEqual([])
  })

  it('include invalid Liquid', () => {
    expect(found('{% if %')).toEqual([expect.stringMatching(/^The body cannot be read: /)])
  })
})
