import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { request, type IncomingHttpHeaders } from 'node:http'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { DomUtils, parseDocument } from 'htmlparser2'
import type { Stage } from './stage.ts'

const program = join(process.cwd(), 'dist', 'invitations.cjs')

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  html: string
}

/** One call with exactly these headers, even if no browser would send it. */
export async function call(
  address: string,
  {
    method = 'GET',
    headers = {},
    body = '',
  }: { method?: string; headers?: Record<string, string>; body?: string | Uint8Array } = {},
): Promise<Answer> {
  const sent = request(address, { method, headers: { connection: 'close', ...headers } })
  sent.end(body)
  const [answer] = (await once(sent, 'response')) as [import('node:http').IncomingMessage]
  return { status: answer.statusCode ?? 0, headers: answer.headers, html: await text(answer) }
}

/** A browser without scripts that the desk has let in. */
export interface OpenDesk {
  /** Like http://127.0.0.1:8080 */
  origin: string
  cookie: string
  /** With the key, which no longer works. */
  address: string
  /** A page, after all redirects. */
  get(path: string): Promise<Answer>
  /** A form as its page sends it, after all redirects. */
  post(path: string, fields: readonly [string, string][]): Promise<Answer>
  /** A file as the form of a page sends it, after all redirects. */
  upload(path: string, name: string, content: string | Uint8Array): Promise<Answer & { path: string }>
  /** Presses Ctrl-C. @returns its exit code and what it said */
  end(): Promise<{ exitCode: number; said: string; stderr: string }>
  /** Ends it as a crash does. */
  kill(): Promise<void>
}

/** A desk that waits for its browser. */
type StartedDesk = Pick<OpenDesk, 'origin' | 'address' | 'end' | 'kill'>

/** Starts `invitations desk`. */
export async function startDesk(
  play: Stage,
  args: string[] = [],
  settings: Record<string, string> = {},
  cwd?: string,
): Promise<StartedDesk> {
  const { PATH, HOME } = process.env
  const child = spawn(process.execPath, [program, 'desk', '--no-open', '--json', ...args], {
    env: { ...(PATH && { PATH }), ...(HOME && { HOME }), ...play.tenant.settings, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd !== undefined && { cwd }),
  })
  const stderr = text(child.stderr)
  const said: string[] = []
  const lines = createInterface(child.stdout)
  lines.on('line', (line) => said.push(line))
  await Promise.race([once(lines, 'line'), once(child, 'close')])
  if (said[0] === undefined) throw new Error(await stderr)
  const { address } = JSON.parse(said[0]) as { address: string }
  const end = async () => {
    child.kill('SIGINT')
    const [code] = (await once(child, 'close')) as [number]
    return { exitCode: code, said: said.join('\n'), stderr: await stderr }
  }
  const kill = async () => {
    child.kill('SIGKILL')
    await once(child, 'close')
  }
  return { address, origin: new URL(address).origin, end, kill }
}

/** Starts the desk, and opens the address that it prints. */
export async function openDesk(
  play: Stage,
  args: string[] = [],
  settings: Record<string, string> = {},
  cwd?: string,
): Promise<OpenDesk> {
  const { address, origin, end, kill } = await startDesk(play, args, settings, cwd)
  const opened = await call(address)
  const cookie = (opened.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? ''
  const follow = async (answer: Answer): Promise<Answer> => {
    const { location } = answer.headers
    return location === undefined ? answer : get(location)
  }
  const get = async (path: string): Promise<Answer> => {
    const answer = await call(`${origin}${path}`, { headers: { cookie } })
    // A page that waits for a slow tenant is loaded again, as a browser does.
    return answer.headers.refresh === undefined ? follow(answer) : get(path)
  }
  return {
    ...{ origin, cookie, address },
    get,
    post: async (path, fields) =>
      follow(
        await call(`${origin}${path}`, {
          method: 'POST',
          headers: { cookie, origin, 'content-type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams([...fields]).toString(),
        }),
      ),
    upload: async (path, name, content) => {
      const { body, type } = await multipart(name, content)
      const headers = { cookie, origin, 'content-type': type }
      const answer = await call(`${origin}${path}`, { method: 'POST', headers, body })
      return { ...(await follow(answer)), path: answer.headers.location ?? path }
    },
    ...{ end, kill },
  }
}

/** A form with one file, as browsers write it. */
export async function multipart(
  name: string,
  content: string | Uint8Array,
): Promise<{ body: Uint8Array; type: string }> {
  const form = new FormData()
  form.append('file', new File([content], name))
  const written = new Response(form)
  return { body: new Uint8Array(await written.arrayBuffer()), type: written.headers.get('content-type') ?? '' }
}

/** What a person reads on a page. */
export function readable({ html }: Pick<Answer, 'html'>): string {
  const body = DomUtils.getElementsByTagName('main', parseDocument(html))
  return DomUtils.innerText(body).replace(/\s+/g, ' ').trim()
}

/** The fields of the form that goes to a path, as the page has filled them in. */
export function fieldsOf({ html }: Pick<Answer, 'html'>, action: string): [string, string][] {
  const forms = DomUtils.getElementsByTagName('form', parseDocument(html))
  const form = forms.find(({ attribs }) => attribs['action'] === action)
  if (form === undefined) throw new Error(`The page has no form to ${action}: ${readable({ html })}`)
  const inputs = DomUtils.getElementsByTagName('input', form).filter(
    ({ attribs }) => attribs['type'] !== 'checkbox' || 'checked' in attribs,
  )
  const selects = DomUtils.getElementsByTagName('select', form).map((select): [string, string] => {
    const options = DomUtils.getElementsByTagName('option', select)
    const chosen = options.find(({ attribs }) => 'selected' in attribs) ?? options[0]
    return [select.attribs['name'] ?? '', chosen?.attribs['value'] ?? '']
  })
  return [
    ...inputs.map(({ attribs }): [string, string] => [attribs['name'] ?? '', attribs['value'] ?? 'on']),
    ...selects,
  ]
}

/** The people of the list, in its order. */
export function inviteesOf({ html }: Pick<Answer, 'html'>): string[] {
  const links = DomUtils.getElementsByTagName('a', parseDocument(html))
  return links
    .filter(({ attribs }) => /\/invitations\//.test(attribs['href'] ?? ''))
    .map((link) => DomUtils.innerText(link))
}

/** The address of the page on which an admin is asked. */
export function asking(operation: string, ...whose: { user_id: string; email: string }[]): string {
  const query = new URLSearchParams([['operation', operation], ...whose.map(whoValue)])
  return `/ask?${query.toString()}`
}

function whoValue({ user_id, email }: { user_id: string; email: string }): [string, string] {
  return ['who', `${user_id} ${email}`]
}
