import { html, type Html } from '../html.ts'

/** Shown while Auth0 takes its time. @param what what the page waits for, as a sentence */
export function waitingPage(title: string, what: string, notes: readonly string[] = []): Html {
  return html`<h1>${title}</h1>
    <div class="card" role="status">
      <p>${what}</p>
      ${notes.map((note) => html`<p class="quiet">${note}</p>`)}
      <p class="quiet">This page refreshes by itself.</p>
    </div>`
}
