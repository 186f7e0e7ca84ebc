import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { InvitationsError } from '../../ground/errors.ts'
import type { Environment } from '../../ground/settings/invitation-settings.ts'
import { at } from '../../ground/unknown.ts'

/** Used in place of a token: the auth0 CLI has its own and does not hand it out. */
export const NO_TOKEN = 'no-token-the-auth0-cli-has-its-own'

/**
 * A fetch that makes each call with an installed auth0 CLI (`auth0 api`), which is logged in and prints no token. It
 * prints answers of every status in the same way and never says the status, so an error is recognized by Auth0's own
 * `statusCode`.
 * @param scopes that the CLI must be logged in with
 * @see https://auth0.github.io/auth0-cli/auth0_api.html
 * @throws InvitationsError if it is not installed or not logged in, or its token lacks a scope
 */
export function fetchByAuth0Cli(domain: string, environment: Environment, scopes: readonly string[]): typeof fetch {
  const login = `Log in with the scopes it needs: auth0 login --scopes ${scopes.join(',')}`
  return async (input, init) => {
    const { pathname, search } = new URL(input instanceof Request ? input.url : input)
    const method = (init?.method ?? 'GET').toLowerCase()
    const data = typeof init?.body === 'string' ? ['--data', init.body] : []
    const call = ['api', method, `${pathname.replace('/api/v2/', '')}${search}`, ...data]
    const child = spawn('auth0', [...call, '--tenant', domain, '--no-input', '--no-color'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: environment,
      ...(init?.signal && { signal: init.signal }),
    })
    const ended = new Promise<number | null>((resolve, reject) => {
      child.on('error', (cause: NodeJS.ErrnoException) => {
        const hint = `Install it (https://github.com/auth0/auth0-cli), or give a token: --token-file. ${login}`
        const isMissing = cause.code === 'ENOENT'
        reject(isMissing ? new InvitationsError('usage', 'The auth0 CLI is not installed.', { hint, cause }) : cause)
      })
      child.on('close', resolve)
    })
    const [exitCode, said, wrong] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
    if (exitCode === 0) return new Response(said === '' ? null : said, { status: statusIn(said) })
    const why = wrong.trim().split('\n')[0] ?? ''
    const code = /lacks scope/.test(why) ? 'missing_scope' : 'wrong_credentials'
    throw new InvitationsError(code, `The auth0 CLI could not make the call: ${why}`, { hint: login })
  }
}

/** The body of a Management API error contains its status (docs: api/management/v2, errors). */
function statusIn(said: string): number {
  try {
    const status = at(JSON.parse(said), 'statusCode')
    return typeof status === 'number' && status >= 400 && status < 600 ? status : 200
  } catch {
    return 200
  }
}
