import { html, redirect, Refusal } from '../http/answers.ts'
import type { AuthorizationRequest } from './grant.ts'
import { escapeHtml } from '../universal-login/page.ts'

type Parameters = Record<string, string | number | undefined>
type Target = Pick<AuthorizationRequest, 'redirect_uri' | 'responseMode' | 'state'>

/** Sends the browser back to the app, with `state` and with the parameters in the place that response_mode names. */
export function sendToApp(request: Target, parameters: Parameters, headers: Record<string, string> = {}): Response {
  const all: Parameters = { ...parameters, state: request.state }
  const given = Object.entries(all).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]],
  )
  if (request.responseMode === 'form_post') return html(200, formPost(request.redirect_uri, given), headers)
  if (request.responseMode === 'web_message') return html(200, webMessage(request.redirect_uri, given), headers)
  const url = new URL(request.redirect_uri)
  if (request.responseMode === 'fragment') url.hash = new URLSearchParams(given).toString()
  else for (const [name, value] of given) url.searchParams.set(name, value)
  return redirect(url.href, headers)
}

/** An OAuth error for the app, which shows error_description. */
export function errorToApp(request: Target, error: string, error_description: string): Refusal {
  return new Refusal(sendToApp(request, { error, error_description }))
}

/** OAuth 2.0 Form Post Response Mode: a form that submits itself. */
function formPost(action: string, parameters: [string, string][]): string {
  const inputs = parameters.map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  )
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Back to the app</title></head>
<body onload="document.forms[0].submit()">
<form method="post" action="${escapeHtml(action)}">
${inputs.join('\n')}
<noscript><button type="submit">Continue</button></noscript>
</form>
</body>
</html>
`
}

/**
 * A page that posts the answer to the window that opened or framed it. Only the app's own origin may read it.
 * @see https://datatracker.ietf.org/doc/html/draft-sakimura-oauth-wmrm-00 (simple mode), but expires_in is a number
 */
function webMessage(redirect_uri: string, parameters: [string, string][]): string {
  const response = Object.fromEntries(
    parameters.map(([name, value]) => [name, name === 'expires_in' ? Number(value) : value]),
  )
  const message = JSON.stringify({ type: 'authorization_response', response }).replaceAll('<', '\\u003c')
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Back to the app</title></head>
<body>
<script>
(window.opener || window.parent).postMessage(${message}, ${JSON.stringify(new URL(redirect_uri).origin)})
</script>
</body>
</html>
`
}
