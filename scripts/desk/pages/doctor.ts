import type { Finding } from '../../deployments/index.ts'
import { html, type Html } from '../html.ts'
import { counted } from '../words.ts'

/** Everything that would stop invitations from working, with the fix. */
export function doctorPage(findings: readonly Finding[], basePath: string): Html {
  const unseen = findings.filter(({ code }) => code === 'not_looked_at')
  const seen = findings.filter((one) => !unseen.includes(one))
  const errors = findings.filter(({ severity }) => severity === 'error').length
  return html`<h1>Doctor</h1>
    ${findings.length === 0 && html`<p class="done">This tenant is ready for invitations.</p>`}
    ${errors > 0 && html`<p class="problem">${counted(errors, 'error')}: invitations do not work, or not as described.</p>`}
    ${seen.map((one) => card(one, one.what, html`<p>${one.why}</p>`))} ${notChecked(unseen)}
    <p><a href="${basePath}/doctor?look=again">Check again</a></p>`
}

/** One card: what is to be done is the same for all. */
function notChecked(unseen: readonly Finding[]): Html | false {
  const [first] = unseen
  if (first === undefined) return false
  const things = html`<ul class="plain">
    ${unseen.map(({ what }) => html`<li>${what}</li>`)}
  </ul>`
  return card(first, `${counted(unseen.length, 'thing')} could not be checked`, things)
}

function card({ severity, fix, code }: Finding, title: string, body: Html): Html {
  return html`<section class="card">
    <h2><span class="badge ${marks[severity]}">${severity}</span> ${title}</h2>
    ${body}
    <p><strong>Fix:</strong> ${fix}</p>
    <p class="quiet">${code}</p>
  </section>`
}

const marks: Readonly<Record<Finding['severity'], string>> = { error: 'failed', warning: 'expired', note: 'revoked' }
