import { directionOf } from './language.ts'

/** A page of Universal Login: plain HTML that is readable without styles and usable with only a keyboard. */
export function page(title: string, heading: string, content: string, language = 'en'): string {
  return `<!doctype html>
<html lang="${escapeHtml(language)}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 16px/1.5 system-ui, sans-serif; margin: 0; display: grid; place-items: center; min-height: 100vh; background: light-dark(#f3f4f6, #16181d); }
  main { box-sizing: border-box; width: min(26rem, 100%); padding: 2rem; background: light-dark(#fff, #22252c); border-radius: 8px; }
  h1 { font-size: 1.4rem; margin: 0 0 1rem; }
  label { display: block; margin-top: 1rem; }
  input { box-sizing: border-box; width: 100%; font: inherit; padding: .5rem; }
  button, .button { display: inline-block; margin-top: 1.5rem; font: inherit; padding: .5rem 1.25rem; border: 0; border-radius: 6px; background: #2358b8; color: #fff; text-decoration: none; }
  [role=alert] { color: light-dark(#b3261e, #f2b8b5); }
</style>
</head>
<body class="_widget-auto-layout"><main class="_widget"><section class="_prompt-box-outer">
<header><h1>${escapeHtml(heading)}</h1></header>
${content}
</section></main></body>
</html>
`
}

export interface Field {
  name: string
  /** Default: the name. */
  id?: string
  label: string
  /** `email` is a text field with a keyboard for addresses, as on Auth0's pages. */
  type: 'email' | 'text' | 'password'
  autocomplete: string
  value?: string
}

/** What every form sends besides its fields: the sign-in or reset that it belongs to, and the button. */
export const formFields = ['state', 'action']

/**
 * A form that posts to its own address; screen readers read out `error`. As far as public sources show Auth0's own pages,
 * their forms, fields and buttons are the same here, so that a test that works there also works here:
 * - data-form-primary, the hidden state, labels, inputmode, autocomplete, autocapitalize, spellcheck, `name="action"
 *   value="default"`, data-action-button-primary, h1: a sign-in page saved from a tenant (GitHub:
 *   Panchalmeenakshi17/Need4Need_WebApp, client/src/dump/Login.js)
 * - #username, #password and the button by its value: browser tests (GitHub: austral-ingsis/printscript-ui,
 *   cypress/support/auth-provider-commands/auth0.ts; duradenzel/noted-frontend, cypress/support/commands.ts)
 * - `password-reset` and `re-enter-password`, and the names at sign-up and for “Forgot password?”: Auth0's own client for these
 *   screens (GitHub: auth0/universal-login, packages/auth0-acul-js/interfaces/screens)
 * - _widget-auto-layout: docs, customize/login-pages/universal-login/customize-templates; _prompt-box-outer: the saved page;
 *   _widget and #error-element-password: pages and browser tests of several sites in public repositories
 * A password's form here lacks two buttons: one that shows the password, and an invisible twin of the main button at the
 * beginning. On Auth0's pages, `button[type=submit]` may find several: take the visible one with the name action.
 * @param errorOf the field that the error is about
 */
export function form(
  fields: Field[],
  hidden: Record<string, string>,
  button: string,
  error?: string,
  errorOf?: string,
): string {
  const states = Object.entries(hidden).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`,
  )
  const marks = errorOf === undefined ? '' : ` id="error-element-${errorOf}" class="ulp-input-error-message"`
  const alert = error === undefined ? '' : `<p${marks} role="alert">${escapeHtml(error)}</p>\n`
  return `${alert}<form method="post" data-form-primary="true">
${[...states, ...fields.map(labelledInput)].join('\n')}
<button type="submit" name="action" value="default" data-action-button-primary="true">${escapeHtml(button)}</button>
</form>`
}

function labelledInput({ name, id = name, label, type, autocomplete, value = '' }: Field): string {
  const keyboard = type === 'email' ? ' inputmode="email"' : ''
  return `<label for="${id}">${escapeHtml(label)}</label>
<input id="${id}" name="${name}" type="${type === 'password' ? type : 'text'}"${keyboard} autocomplete="${autocomplete}" autocapitalize="none" spellcheck="false" value="${escapeHtml(value)}" required>`
}

export function paragraph(text: string): string {
  return `<p>${escapeHtml(text)}</p>`
}

export function link(href: string, text: string, kind: 'button' | 'plain' = 'plain'): string {
  return `<p><a ${kind === 'button' ? 'class="button" ' : ''}href="${escapeHtml(href)}">${escapeHtml(text)}</a></p>`
}

export function errorPage(title: string, description: string): string {
  return page(title, title, paragraph(description))
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
