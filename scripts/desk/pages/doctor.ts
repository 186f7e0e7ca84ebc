import type { Finding } from '../../deployments/index.ts'
import { html, type Html } from '../html.ts'
import { counted } from '../words.ts'

/** Everything that would stop invitations from working, with the fix. */
export function doctorPage(findings: readonly Finding[], basePath: string): Html {
  const unseen = findings.filter(({ code }) => code === 'not_looked_at')
  const errors = findings.filter(({ severity }) => severity === 'error').length
  return html`<h1>Doctor</h1>
    ${findings.length === 0 && html`<p class="done">This tenant is ready for invitations.</p>`}
    ${errors > 0 && html`<p class="problem">${counted(errors, 'error')}: invitations do not work, or not as described.</p>`}
    ${unseen.length > 0 && html`<p class="note">${counted(unseen.length, 'thing')} could not be checked.</p>`}
    ${findings.map(
      ({ severity, what, why, fix, code }) =>
        html`<section class="card">
          <h2><span class="badge ${marks[severity]}">${severity}</span> ${what}</h2>
          <p>${why}</p>
          <p><strong>Fix:</strong> ${fix}</p>
          <p class="quiet">${code}</p>
        </section>`,
    )}
    <p><a href="${basePath}/doctor?look=again">Check again</a></p>`
}

const marks: Readonly<Record<Finding['severity'], string>> = { error: 'failed', warning: 'expired', note: 'revoked' }
