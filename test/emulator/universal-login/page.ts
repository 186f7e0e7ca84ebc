import { directionOf } from './language.ts'

/** A page of Universal Login: plain HTML, readable without styles, usable with a keyboard alone. */
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
<body><main>
<h1>${escapeHtml(heading)}</h1>
${content}
</main></body>
</html>
`
}

export interface Field {
  name: string
  label: string
  type: 'email' | 'text' | 'password'
  autocomplete: string
  value?: string
}

/** A form that posts to where it stands; `error` is read out by screen readers. */
export function form(fields: Field[], hidden: Record<string, string>, button: string, error?: string): string {
  const inputs = fields.map(
    ({ name, label, type, autocomplete, value = '' }) =>
      `<label for="${name}">${escapeHtml(label)}</label>
<input id="${name}" name="${name}" type="${type}" autocomplete="${autocomplete}" value="${escapeHtml(value)}" required>`,
  )
  const states = Object.entries(hidden).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`,
  )
  return `${error === undefined ? '' : `<p role="alert">${escapeHtml(error)}</p>\n`}<form method="post">
${[...inputs, ...states].join('\n')}
<button type="submit">${escapeHtml(button)}</button>
</form>`
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
