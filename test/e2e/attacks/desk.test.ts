import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createInvitations, settingsFrom } from '../../../scripts/invitations/index.ts'
import { asking, call, fieldsOf, openDesk, readable, type Answer, type OpenDesk } from '../open-desk.ts'
import { scene } from './scene.ts'

type Built = typeof import('../../../scripts/desk/index.ts')
const { createDesk } = createRequire(import.meta.url)('../../../dist/library/desk.cjs') as Built

const at = scene()
let desk: OpenDesk
let whose: { email: string; user_id: string }

beforeAll(async () => {
  await at.invite(['ada@example.com'])
  whose = { email: 'ada@example.com', user_id: String((await at.userOf('ada@example.com'))['user_id']) }
  desk = await openDesk(at)
})
afterAll(() => desk.end())

/** The form that revokes, as the desk's own page sends it. */
const revoking = async () =>
  fieldsOf(await desk.get(asking('revoke', whose)), '/do').filter(([name]) => name !== 'delete')
const form = 'application/x-www-form-urlencoded'
const sendForm = async (headers: Record<string, string>) =>
  call(`${desk.origin}/do`, {
    ...{ method: 'POST', headers: { 'content-type': form, ...headers } },
    body: new URLSearchParams(await revoking()).toString(),
  })
const isRefused = async ({ status, html }: Answer, wanted = 403) => {
  expect(status).toBe(wanted)
  expect(html).not.toContain('ada@example.com')
  expect(html).not.toContain(at.tenant.description.domain)
  expect(await at.recordOf('ada@example.com')).toMatchObject({ state: 'open' })
}

describe('Somebody else on the machine or in the network', () => {
  it('opens the desk without its key', async () => {
    for (const path of [
      '/',
      '/invitations/ada%40example.com',
      '/desk.css',
      '/ask?operation=revoke',
      '/?key=',
      '/?key=x',
    ]) {
      await isRefused(await call(`${desk.origin}${path}`))
    }
  })

  it('uses the key a second time', async () => {
    await isRefused(await call(desk.address))
    expect((await desk.get('/')).status).toBe(200)
  })

  it('plants a cookie before the key is used: session fixation', async () => {
    const other = await openDesk(at)
    expect(other.cookie).not.toBe(desk.cookie)
    const [name = ''] = other.cookie.split('=')
    for (const planted of [`${name}=planted`, `${name}=`, desk.cookie, `planted=${desk.cookie.split('=')[1]}`]) {
      await isRefused(await call(`${other.origin}/`, { headers: { cookie: planted } }))
    }
    await other.end()
  })
})

describe('A page in the admin’s browser', () => {
  it('points its own domain at the desk: DNS rebinding', async () => {
    const { port } = new URL(desk.origin)
    for (const host of [
      `evil.example:${port}`,
      'evil.example',
      `127.0.0.1.evil.example:${port}`,
      '127.0.0.1:1',
      `0.0.0.0:${port}`,
    ]) {
      await isRefused(await call(`${desk.origin}/`, { headers: { cookie: desk.cookie, host } }), 421)
    }
  })

  it('sends a form of its own to the desk: CSRF', async () => {
    const { cookie, origin } = desk
    for (const foreign of ['https://evil.example', 'null', 'http://127.0.0.1:1', `${origin}.evil.example`]) {
      await isRefused(await sendForm({ cookie, origin: foreign }))
    }
    await isRefused(await sendForm({ cookie }))
    await isRefused(await sendForm({ cookie, 'sec-fetch-site': 'cross-site' }))
    await isRefused(await sendForm({ cookie, origin, 'content-type': 'text/plain' }), 415)
    await isRefused(await sendForm({ cookie, origin, 'content-type': 'application/json' }), 415)
    await isRefused(await sendForm({ origin }))
  })

  it('changes something with an address alone: a GET', async () => {
    const query = new URLSearchParams(await revoking()).toString()
    expect((await desk.get(`/do?${query}`)).status).toBe(404)
    await desk.get(asking('revoke', whose))
    expect(await at.recordOf('ada@example.com')).toMatchObject({ state: 'open' })
  })

  it('frames the desk and lets the admin click: clickjacking', async () => {
    for (const path of ['/', '/invitations/ada%40example.com', asking('revoke', whose)]) {
      const { headers } = await desk.get(path)
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
      expect(headers['x-frame-options']).toBe('DENY')
    }
  })
})

describe('Text of others on the desk', () => {
  it('HTML, scripts and Liquid in names, inviters and notes', async () => {
    const hostile = `"><img src=x onerror=alert(1)><script>alert(1)</script>{{ user.email }}</form>`
    await at.invite(['hostile@example.com'])
    await at.change('hostile@example.com', {
      name: hostile,
      app_metadata: {
        invitation: {
          ...(await at.recordOf('hostile@example.com')),
          note: hostile,
          invited_by: hostile,
          context: hostile,
        },
      },
    })
    const pages = [
      '/?search=hostile&read=again',
      '/?search=%22%3E%3Cscript%3Ealert(1)%3C/script%3E',
      '/invitations/hostile%40example.com',
    ]
    for (const path of pages) {
      const { html, headers } = await desk.get(path)
      expect(html).not.toMatch(/<script>|<img|onerror=alert\(1\)>/i)
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'; /)
    }
    expect(readable(await desk.get(pages[2] ?? ''))).toContain('{{ user.email }}')
  })

  it('HTML, scripts and Liquid typed into the form, and in its address', async () => {
    const hostile = `"><script>alert(1)</script></textarea><img src=x onerror=alert(1)>{{ user.email }}`
    const fields = 'emails name invited_by note locale time_zone redirect_to context roles days'.split(' ')
    const typed = fields.map((field): [string, string] => [field, hostile])
    const query = new URLSearchParams(typed).toString()
    const pages = [
      await desk.post('/invite', typed),
      await desk.get(`/invite?${query}`),
      await desk.get(`/invite/mail?${query}`),
    ]
    for (const { html } of pages) expect(html).not.toMatch(/<script>|<img src=x|\{\{ user\.email \}\}<\/p>/)
  })

  it('the template of the mail: nothing in it runs, and only the desk can frame it', async () => {
    const path = `/invitations/ada%40example.com/mail?user_id=${encodeURIComponent(whose.user_id)}`
    const policy = (await desk.get(path)).headers['content-security-policy'] ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toMatch(/; sandbox$/)
    expect(policy).not.toMatch(/script-src|allow-scripts|https?:/)
  })

  it('credentials, tokens and links: no page and no answer has one', async () => {
    const { client_secret } = at.tenant.description.clients.deploy
    const paths = ['/', '/invitations/ada%40example.com', asking('resend', whose), '/invitations/nobody%40example.com']
    for (const path of paths) {
      const { html, headers } = await desk.get(path)
      const told = html + JSON.stringify(headers)
      expect(told).not.toContain(client_secret)
      expect(told).not.toMatch(/eyJ[\w-]{8,}\.|ticket=(?!EXAMPLE)/)
      expect(headers['cache-control']).toBe('no-store')
    }
  })
})

describe('Much too much', () => {
  it('a form of megabytes', async () => {
    const { cookie, origin } = desk
    const body = `who=${'x'.repeat(2_000_000)}`
    const answer = await call(`${origin}/do`, {
      method: 'POST',
      headers: { cookie, origin, 'content-type': form },
      body,
    })
    await isRefused(answer, 413)
  })

  it('more people at once than a page of the list has', async () => {
    const many = Array.from({ length: 51 }, (_, index): [string, string] => [
      'who',
      `auth0|${index} p${index}@example.com`,
    ])
    const answer = await desk.post('/do', [['operation', 'revoke'], ['key', crypto.randomUUID()], ...many])
    expect([answer.status, readable(answer)]).toEqual([
      400,
      expect.stringContaining('At most 50 can be chosen at once.'),
    ])
  })
})

describe('A desk in your own app', () => {
  const support = { name: 'Support', email: 'support@example.com' }
  const open = async (app: ReturnType<typeof createDesk>, path: string, fields?: [string, string][], headers = {}) => {
    const body = fields && new URLSearchParams(fields)
    const init = body ? { method: 'POST', body, headers: { origin: 'https://app.example.com', ...headers } } : {}
    const response = await app(new Request(`https://app.example.com${path}`, init))
    return {
      status: response.status,
      headers: {},
      html: await response.text(),
      location: response.headers.get('location'),
    }
  }
  const mounted = (options: Partial<Parameters<typeof createDesk>[1]>) =>
    createDesk(createInvitations(settingsFrom(at.tenant.settings)), {
      admin: () => support,
      basePath: '/desk',
      ...options,
    })

  it('somebody who is not an admin, at any address', async () => {
    const answers = [undefined, null, true, 'support', {}, { name: 'x' }, { name: ' ', email: 'x' }]
    for (const answer of answers) {
      const app = mounted({ admin: () => answer as undefined })
      for (const path of ['/desk', '/desk/', '/desk/desk.css', '/desk/invitations/ada@example.com', '/desk/nothing']) {
        await isRefused(await open(app, path))
      }
      await isRefused(await open(app, '/desk/do', await revoking()))
    }
  })

  it('an admin who may not revoke guesses the address', async () => {
    const app = mounted({ may: (_admin, operation) => operation === 'resend' })
    const question = await open(app, `/desk${asking('revoke', whose)}`)
    expect(question.html).not.toContain('method="post"')
    const guessed = await open(app, '/desk/do', await revoking())
    const page = await open(app, guessed.location ?? '')
    expect(readable(page)).toContain('You are not allowed to do this.')
    expect(await at.recordOf('ada@example.com')).toMatchObject({ state: 'open' })
  })

  it('an admin who may not invite sends the form', async () => {
    const app = mounted({ may: (_admin, operation) => operation !== 'invite' })
    expect((await open(app, '/desk/invite')).html).not.toContain('<form')
    const fields: [string, string][] = [
      ['key', crypto.randomUUID()],
      ['emails', 'guessed@example.com'],
    ]
    const { location } = await open(app, '/desk/invite/send', fields)
    expect(readable(await open(app, location ?? ''))).toContain('You are not allowed to do this.')
    expect(await at.userOf('guessed@example.com')).toEqual({})
  })

  it('`may` answers something other than true', async () => {
    for (const answer of [undefined, null, 1, 'yes', {}, false]) {
      const app = mounted({ may: () => answer as boolean })
      await open(app, '/desk/do', await revoking())
      expect(await at.recordOf('ada@example.com')).toMatchObject({ state: 'open' })
    }
  })

  it('another admin’s result, at a guessed address', async () => {
    let admin = support
    const app = mounted({ admin: () => admin, may: () => false })
    const fields = await revoking()
    const done = await open(app, '/desk/do', fields)
    admin = { name: 'Eve', email: 'eve@example.com' }
    const key = fields.find(([name]) => name === 'key')?.[1] ?? ''
    expect((await open(app, `/desk/done/${key}`)).status).toBe(404)
    expect((await open(app, done.location ?? '')).html).not.toContain('role="status"')
  })

  it('another admin’s question, answered with a guessed key', async () => {
    let admin = support
    const app = mounted({ admin: () => admin })
    const question = await open(app, '/desk/ask/all?operation=revoke')
    admin = { name: 'Eve', email: 'eve@example.com' }
    const answer = await open(app, '/desk/do/all', fieldsOf(question, '/desk/do/all'))
    expect([answer.status, readable(answer)]).toEqual([400, expect.stringContaining('Ask again from the list.')])
    expect(await at.recordOf('ada@example.com')).toMatchObject({ state: 'open' })
  })

  it('a form from a page of another origin', async () => {
    const app = mounted({})
    for (const origin of ['https://evil.example', 'https://app.example.com.evil.example', 'null']) {
      await isRefused(await open(app, '/desk/do', await revoking(), { origin }))
    }
  })

  it('a path that leads out of the desk', async () => {
    const app = mounted({})
    for (const path of [
      '/desk/../secret',
      '/desk/..%2f..%2fetc%2fpasswd',
      '/desk/invitations/..%2f..',
      '/deskother',
      '//evil.example/desk',
    ]) {
      const { status, location } = await open(app, path)
      expect([path, status, location]).toEqual([path, expect.toBeOneOf([400, 404]), null])
    }
  })
})
