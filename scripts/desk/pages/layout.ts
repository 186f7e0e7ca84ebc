import { html, type Html } from '../html.ts'
import type { Admin } from '../options.ts'

/** What is around every page. */
export interface Frame {
  basePath: string
  /** The tenant's. */
  domain: string
  connection: string
  admin: Admin
  dryRun: boolean
  /** Whether there is a page with the doctor's findings. */
  hasDoctor: boolean
}

/** A page of the desk. */
export interface Page {
  title: string
  /** Path of the navigation entry that it belongs to. */
  under?: string
  main: Html
  /** Without scripts, the page reloads after this many seconds. */
  againAfter?: number
}

export function layout({ title, under, main, againAfter }: Page, frame: Frame): Html {
  const { basePath, domain, connection, admin, dryRun } = frame
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} · ${domain}</title>
        ${againAfter !== undefined && html`<noscript><meta http-equiv="refresh" content="${againAfter}" /></noscript>`}
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${basePath}/desk.css" />
        <script src="${basePath}/desk.js" defer></script>
      </head>
      <body>
        <a class="skip" href="#main">Skip to content</a>
        <header class="top">
          <div>
            <strong>Invitations</strong>
            <nav aria-label="Pages">
              ${linksOf(frame).map(
                ([path, name]) =>
                  html`<a href="${basePath}${path}" ${path === under && html`aria-current="page"`}>${name}</a>`,
              )}
            </nav>
            <p>${domain} · ${admin.name}</p>
          </div>
        </header>
        <main id="main" tabindex="-1">
          ${dryRun && html`<p class="note">Dry run: this desk says what it would do, and does nothing.</p>`} ${main}
        </main>
        <footer><p>Connection: ${connection}. Times are in UTC.</p></footer>
      </body>
    </html>`
}

function linksOf({ hasDoctor }: Frame): [path: string, name: string][] {
  const always: [string, string][] = [
    ['/', 'All invitations'],
    ['/invite', 'Invite'],
    ['/import', 'Spreadsheet'],
    ['/requests', 'Join requests'],
    ['/report', 'Report'],
  ]
  return hasDoctor ? [...always, ['/doctor', 'Doctor']] : always
}

/** A page for anyone who has no access. It says nothing about the tenant. */
export function bare(title: string, sentence: string, hint = ''): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          <p>${sentence}</p>
          ${hint !== '' && html`<p>${hint}</p>`}
        </main>
      </body>
    </html>`
}
