import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { lintMail } from '../../../../scripts/preview/lint-mail.ts'

const found = (html: string, subject = 'Hi') => lintMail({ subject, html }).map(({ rule, message }) => [rule, message])

describe('the problems of a mail', () => {
  it('are none in ours', () => {
    const folder = 'test/unit/tenant/mails'
    for (const file of readdirSync(folder)) {
      const html = readFileSync(join(folder, file), 'utf8')
      const subject = /^<!-- (.*) -->/.exec(html)?.[1] ?? ''
      expect(found(html, subject), file).toEqual([])
    }
  })

  it('include an image without alt text', () => {
    expect(found('<img src="a.png"><img src="b.png" alt="">')).toEqual([
      ['image_without_alt', 'An image has no alt text: a.png'],
      ['image_without_alt', 'An image has no alt text: b.png'],
    ])
  })

  it('include a link that shows another address than it leads to', () => {
    expect(found('<a href="https://a.example/?x=1&amp;y">https://a.example/?x=1&amp;y</a>')).toEqual([])
    expect(
      found('<a href="https://evil.example/">https://acme.example/</a><a href="https://x.example">Go</a>'),
    ).toEqual([['link_differs_from_text', 'A link says https://acme.example/ and leads to https://evil.example/.']])
  })

  it('include a subject that is too long to be shown', () => {
    expect(found('', '👩🏽'.repeat(39))).toEqual([])
    expect(found('', 'n'.repeat(79))).toEqual([
      ['long_subject', 'The subject has 79 characters, but at most 78 are shown.'],
    ])
  })

  it('include a size that Gmail cuts off', () => {
    expect(found('n'.repeat(100_000))).toEqual([['too_large', 'The mail takes 100 kB; Gmail cuts it off at 100.']])
  })

  it('include variables that are not filled in', () => {
    expect(found('<p>Hello {name}</p>')).toEqual([['left_over', '“{name}” is left in the mail.']])
    expect(found('{{ user.email }} {other}')).toEqual([])
  })

  it('include style that mail programs do not know, except decoration', () => {
    const [[rule, message] = []] = found('<p style="display:grid">Hi</p>')
    expect(rule).toBe('unsupported_css')
    expect(message).toMatch(/grid.* does nothing in .*outlook\.windows.*\(caniemail\.com\)/)
    expect(found('<p style="border-radius:4px">Hi</p>')).toEqual([])
  })
})
