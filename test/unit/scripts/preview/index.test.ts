import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { languageTags } from '../../../../actions/invitation/languages.ts'
import { gallery, make, oddSamples, samples } from '../../../../scripts/preview/index.ts'

const template = {
  subject: (JSON.parse(readFileSync('tenant/emails/reset_email.json', 'utf8')) as { subject: string }).subject,
  body: readFileSync('tenant/emails/reset_email.html', 'utf8'),
}

describe('the mails of a preview', () => {
  it('are five in every language, without a problem', () => {
    const { made, templateFindings } = make(template, samples())
    expect(made).toHaveLength(5 * languageTags.length)
    expect(new Set(made.map(({ subject }) => subject)).size).toBe(4 * languageTags.length) // an account gets the invitation's
    expect([...templateFindings, ...made.flatMap(({ findings }) => findings)]).toEqual([])
  })

  it('stay intact, whatever others wrote into them', () => {
    const { made } = make(template, oddSamples())
    const markup = made.find(({ name }) => name === 'odd-markup')?.html ?? ''
    expect(markup).not.toMatch(/<img|<b>/)
    for (const { html, findings, name } of made) {
      expect(findings, name).toEqual([])
      expect(html.match(/<\/table>/g)?.length, name).toBe(html.match(/<table/g)?.length)
      expect(html, name).toContain('</html>')
    }
  })

  it('are not made from a template that cannot be read', () => {
    const { made, templateFindings } = make({ ...template, body: '{% if %' }, samples(['en']))
    expect(made).toEqual([])
    expect(templateFindings.map(({ rule }) => rule)).toEqual(['no_liquid'])
  })
})

describe('the gallery', () => {
  const { made } = make(template, samples(['en', 'ar']))
  const page = gallery(made, [{ rule: 'not_escaped', severity: 'error', message: 'The body prints {{ <x> }}' }])

  it('shows every mail wide and narrow, light and dark', () => {
    expect(page.match(/<iframe/g)).toHaveLength(10 * 4)
    expect(page).toContain('<iframe title="Invitation, 320 pixels, dark"')
    expect(page.match(/@media all \{/g)).toHaveLength(10 * 2)
    expect(page.match(/@media not all \{/g)).toHaveLength(10 * 2)
  })

  it('shows the problems, and what a refused sign-in says', () => {
    expect(page).toContain('<li class="error"><code>not_escaped</code> The body prints {{ &lt;x&gt; }}</li>')
    expect(page).toContain('This invitation has been revoked.')
    expect(page).toContain('<td lang="ar" dir="rtl">')
  })

  it('needs no network, and no script except the one that sizes the frames', () => {
    expect(page).not.toMatch(/<script|<link|(?<!srcdoc="[^"]*)src="http/)
  })
})
