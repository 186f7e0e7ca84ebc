import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import '../localhost-names.mjs'
import { choosePassword, forgotPassword } from '../app.ts'
import documented from '../emulator/actions/documented.json' with { type: 'json' }
import { triggers } from '../emulator/actions/triggers.ts'
import { Visitor } from '../visitor.ts'
import { bind, executions, passwordOfAll, register, userOf } from './actions-on-stage.ts'
import { stage } from './stage.ts'

const stand = stage({ deployed: false })

/** Per trigger: paths of the events so far, with the type of their value, and the methods of api. */
const seen = new Map<string, Map<string, string>>()
let listener: Server

/** Reports what it was called with to the test, over HTTP. */
function recorderFor(trigger: string, handler: string, port: number): string {
  return `
    const typeOf = (value) => Array.isArray(value) ? 'array' : typeof value
    const walk = (value, path, found) => {
      found[path] = typeOf(value)
      if (Array.isArray(value)) value.forEach((item) => typeof item === 'object' && walk(item, path + '[]', found))
      else if (typeof value === 'object' && value !== null)
        for (const [key, inner] of Object.entries(value)) if (inner !== undefined) walk(inner, path + '.' + key, found)
      return found
    }
    exports.${handler} = async (event, api) => {
      const body = JSON.stringify({ ...walk(event, 'event', {}), ...walk(api, 'api', {}) })
      await fetch('http://127.0.0.1:${port}/${trigger}', { method: 'POST', body })
    }`
}

beforeAll(async () => {
  listener = createServer((request, response) => {
    const trigger = (request.url ?? '').slice(1)
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString()))
    request.on('end', () => {
      const paths = Object.entries(JSON.parse(text) as Record<string, string>)
      seen.set(trigger, new Map([...(seen.get(trigger) ?? []), ...paths]))
      response.end()
    })
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const { port } = listener.address() as AddressInfo
  for (const [id, { handler }] of Object.entries(triggers)) await bind(stand.tenant, id, recorderFor(id, handler, port))
  await liveThrough()
})

afterAll(() => listener.close())

/** The life of an account at a custom domain: every trigger runs, and every optional part of event is there. */
async function liveThrough(): Promise<void> {
  const { tenant } = stand
  const email = 'ada@example.com'
  const there = await tenant.addCustomDomain('login.localhost', { domain_metadata: { brand: 'Analytical' } })
  await tenant.useCustomDomainInMails(true)
  const { clients, issuer } = there.description
  const names = { name: 'Ada Lovelace', nickname: 'Ada', given_name: 'Ada', family_name: 'Lovelace', username: 'ada' }
  const picture = 'https://example.com/ada.png'
  const metadata = { app_metadata: { plan: 'free' }, user_metadata: { colour: 'red' } }
  await register(tenant, email, { ...names, picture, ...metadata })
  const linked = (await register(tenant, 'second@example.com')).body as { user_id: string }
  const { user_id } = (await userOf(tenant, email)) as { user_id: string }
  await tenant.manage('POST', `users/${user_id}/identities`, { provider: 'auth0', user_id: linked.user_id })
  await tenant.manage('POST', 'resource-servers', { identifier: 'https://api.example.com', name: 'API' })

  const signUp = await new Visitor().open(authorizeUrl(issuer, clients.app, { screen_hint: 'signup' }))
  await signUp.submit({ email: 'page@example.com', password: passwordOfAll }, clients.app.callback)

  for (const _ of ['first', 'again']) {
    await forgotPassword(there, email)
    await choosePassword((await tenant.outbox(email)).at(-1)?.links[0] ?? '', passwordOfAll)
  }

  const browser = await new Visitor().open(authorizeUrl(issuer, clients.app))
  await browser.submit({ username: email, password: passwordOfAll }, clients.app.callback)
  await browser.open(authorizeUrl(issuer, clients.app, { prompt: 'none' }), clients.app.callback)
  await executions(tenant) // waits for what runs in the background
}

function authorizeUrl(issuer: string, app: { client_id: string; callback: string }, more: Record<string, string> = {}) {
  const query = new URLSearchParams({
    ...{ client_id: app.client_id, redirect_uri: app.callback, scope: 'openid', state: 'state', nonce: 'nonce' },
    ...{ response_type: 'code', response_mode: 'query', prompt: 'login', login_hint: 'ada@example.com' },
    ...{ ui_locales: 'en', audience: 'https://api.example.com', ...more },
  })
  return `${issuer}authorize?${query.toString()}`
}

describe.each(Object.entries(triggers))('an Action of %s', (id, { version, absent, documentedMethods }) => {
  const facts = Object.entries((documented as Record<string, Record<string, string>>)[`${id} ${version}`] ?? {}).filter(
    ([path]) => path.startsWith('event.'),
  )
  const isAbsent = (path: string) =>
    Object.keys(absent).some(
      (part) => path === part || (path.startsWith(part) && /[.[]/.test(path.slice(part.length - 1))),
    )

  it('finds every documented part of event, with its type, that is not listed as absent', () => {
    const expected = facts.filter(([path]) => !isAbsent(path)).map(([path, type]) => [path, kindOf(type)])
    const found = expected.map(([path = '']) => [path, seen.get(id)?.get(path)])
    expect(found).toEqual(expected)
  })

  it('does not find the parts that are listed as absent', () => {
    const found = facts.map(([path]) => path).filter((path) => isAbsent(path) && seen.get(id)?.has(path))
    expect(found).toEqual([])
  })

  it('finds every documented method of api', () => {
    const found = documentedMethods.filter((name) => seen.get(id)?.get(`api.${name}`) === 'function')
    expect(found).toEqual(documentedMethods)
  })
})

/** The documentation's word for a JavaScript type. */
function kindOf(type: string): string {
  if (['string', 'number', 'boolean'].includes(type)) return type
  return type.startsWith('array') ? 'array' : 'object'
}
