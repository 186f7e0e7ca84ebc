import { beforeEach, describe, expect, it } from 'vitest'
import { choosePassword } from '../app.ts'
import type { LogEntry } from '../emulator/logs/log-entry.ts'
import { Visitor } from '../visitor.ts'
import { stage } from './stage.ts'

const play = stage({ deployed: false })
const password = 'Difference-Engine-2'
const email = 'ada@example.com'

beforeEach(() => play.tenant.reset())

async function makeUser(fields: object = {}): Promise<string> {
  const { connection } = play.tenant.description
  const user = { email, password, connection, ...fields }
  return ((await play.tenant.manage('POST', 'users', user)).body as { user_id: string }).user_id
}

async function template(name: string, fields: object): Promise<void> {
  const whole = {
    template: name,
    from: 'me@example.com',
    subject: 'Hello',
    body: 'Hello',
    syntax: 'liquid',
    enabled: true,
    ...fields,
  }
  expect((await play.tenant.manage('POST', 'email-templates', whole)).status).toBe(200)
}

function askForPassword(fields: object = {}) {
  const { clients, connection } = play.tenant.description
  const body = { client_id: clients.app.client_id, email, connection, ...fields }
  return play.tenant.post('dbconnections/change_password', body)
}

const mails = () => play.tenant.outbox(email)
const newestLink = async () => (await mails()).at(-1)?.links[0] ?? ''

async function logged(type: string): Promise<LogEntry[]> {
  const { body } = await play.tenant.manage('GET', 'logs?sort=date:1')
  return (body as LogEntry[]).filter((entry) => entry.type === type)
}

describe('the mail to a new user', () => {
  it('asks to verify the address unless verify_email is false', async () => {
    await makeUser({ verify_email: false })
    expect(await mails()).toEqual([])
    await play.tenant.reset()
    await makeUser()
    expect((await mails())[0]).toMatchObject({ template: 'verify_email' })
  })

  it('has a link that verifies the address once', async () => {
    const id = await makeUser()
    const link = await newestLink()
    expect((await new Visitor().open(link)).heading).toBe('Address verified')
    expect((await play.tenant.manage('GET', `users/${id}`)).body).toMatchObject({ email_verified: true })
    expect((await new Visitor().open(link)).heading).toBe('Not verified')
    expect(await logged('sv')).toHaveLength(1)
    expect(await logged('fv')).toHaveLength(1)
  })

  it('is the welcome mail if that is switched on and verify_email is false', async () => {
    await template('welcome_email', { subject: 'Welcome {{ user.email }}' })
    await makeUser({ verify_email: false })
    expect(await mails()).toMatchObject([{ template: 'welcome_email', subject: `Welcome ${email}` }])
  })
})

describe('a ticket to verify an address', () => {
  it('leads to its result_url with the result, before a fragment', async () => {
    const id = await makeUser({ verify_email: false })
    const asked = { user_id: id, result_url: 'https://app.example/done#/route', includeEmailInRedirect: false }
    const { body } = await play.tenant.manage('POST', 'tickets/email-verification', asked)
    const browser = await new Visitor().open((body as { ticket: string }).ticket, 'https://app.example/')
    expect(browser.url.hash).toBe('#/route')
    expect(Object.fromEntries(browser.url.searchParams)).toEqual({
      success: 'true',
      message: 'Your email was verified. You can continue using the application.',
    })
  })
})

describe('the template of a mail', () => {
  it('knows the application only if the call names it, and neither request_language nor branding', async () => {
    await template('reset_email', {
      body: '{{ application.name }}|{{ request_language }}|{{ branding.logo }}|{{ tenant }}',
    })
    await makeUser({ verify_email: false })
    await askForPassword()
    await askForPassword({ client_id: undefined })
    expect((await mails()).map(({ html }) => html)).toEqual(['Analytical Engine|||local-tenant', '|||local-tenant'])
  })

  it.each([
    ['an unknown tag', '{% render "x" %}'],
    ['an unknown filter', '{{ user | json }}'],
  ])('with %s sends nothing, and the log says fn without a user', async (_, body) => {
    await template('reset_email', { body })
    await makeUser({ verify_email: false })
    expect((await askForPassword()).status).toBe(200)
    expect(await mails()).toEqual([])
    expect(await logged('scpr')).toHaveLength(1)
    const [failure] = await logged('fn')
    expect(failure).toMatchObject({ details: { to: email, email_type: 'reset_email' } })
    expect(failure).not.toHaveProperty('user_id')
  })

  it('is not used with a sender at auth0.com', async () => {
    await template('reset_email', { from: 'me@auth0.com', subject: 'Mine' })
    await makeUser({ verify_email: false })
    await askForPassword()
    expect((await mails())[0]).toMatchObject({ subject: 'Change your password', from: 'team@example.com' })
  })

  it('is not used with the built-in provider, which sends 10 mails a minute', async () => {
    await play.tenant.manage('DELETE', 'emails/provider')
    await template('reset_email', { subject: 'Mine' })
    await makeUser({ verify_email: false })
    for (let count = 0; count < 11; count++) await askForPassword()
    expect(await mails()).toHaveLength(10)
    expect((await mails())[0]).toMatchObject({ subject: 'Change your password', from: 'no-reply@auth0user.net' })
    expect(await logged('fn')).toHaveLength(1)
    await play.tenant.advance(60)
    await askForPassword()
    expect(await mails()).toHaveLength(11)
  })
})

describe('asking for a password', () => {
  it('for an unknown address is the same 200, and fcpr in the log', async () => {
    expect((await askForPassword()).status).toBe(200)
    expect(await logged('fcpr')).toMatchObject([{ user_name: email, description: 'User does not exist.' }])
  })

  it.each([
    ['whose self-service password change is switched off', { disable_self_service_change_password: true }],
    [
      'that requires a phone number',
      {
        attributes: {
          email: { identifier: { active: true } },
          phone_number: { identifier: { active: false }, signup: { status: 'required' } },
        },
      },
    ],
  ])('in a connection %s sends nothing, and is fcpr in the log', async (_, options) => {
    await makeUser({ verify_email: false })
    const { body } = await play.tenant.manage('GET', 'connections')
    const [connection] = body as { id: string }[]
    await play.tenant.manage('PATCH', `connections/${connection?.id}`, { options })
    expect((await askForPassword()).status).toBe(200)
    expect(await mails()).toEqual([])
    expect(await logged('fcpr')).toHaveLength(1)
  })
})

describe('a password link', () => {
  it('dies if a ticket is made, but not if the password is changed by API', async () => {
    const id = await makeUser({ verify_email: false })
    await askForPassword()
    await play.tenant.manage('PATCH', `users/${id}`, { password: 'Analytical-Engine-1' })
    expect((await new Visitor().open(await newestLink())).heading).toBe('Change password')
    await play.tenant.manage('POST', 'tickets/password-change', { user_id: id })
    expect((await new Visitor().open(await newestLink())).heading).not.toBe('Change password')
  })

  it('that was opened in time is refused if a newer one is sent before the password', async () => {
    await makeUser({ verify_email: false })
    await askForPassword()
    const browser = await new Visitor().open(await newestLink())
    await askForPassword()
    await browser.submit({ password, password2: password })
    expect(browser.heading).not.toBe('Password changed')
    expect(await logged('fcp')).toHaveLength(1)
    await choosePassword(await newestLink(), password)
    expect(await logged('scp')).toHaveLength(1)
  })
})

describe('a connection that verifies addresses by code', () => {
  const otp = async () => {
    const { body } = await play.tenant.manage('GET', 'connections')
    const [connection] = body as { id: string }[]
    const attributes = { email: { identifier: { active: true }, verification_method: 'otp' } }
    await play.tenant.manage('PATCH', `connections/${connection?.id}`, { options: { attributes } })
    await makeUser({ verify_email: false })
  }
  const askAtThePage = async (address = email) => {
    const { issuer, clients } = play.tenant.description
    const query = { response_type: 'code', client_id: clients.app.client_id, redirect_uri: clients.app.callback }
    const browser = await new Visitor().open(`${issuer}authorize?${new URLSearchParams(query).toString()}`)
    await browser.open(browser.linkTo('Forgot password?'))
    return browser.submit({ email: address })
  }

  it('mails a code, with which a new password can be set', async () => {
    await otp()
    await template('reset_email_by_code', { body: 'Code: {{ code }} {{ url }}' })
    const browser = await askAtThePage()
    const [mail] = await mails()
    expect(mail).toMatchObject({ template: 'reset_email_by_code', links: [] })
    const code = /Code: (\d{6}) $/.exec(mail?.html ?? '')?.[1] ?? ''
    expect((await browser.submit({ code: 'ABCDEF' })).alert).toBe('A code has six digits.')
    expect((await browser.submit({ code: code === '000000' ? '000001' : '000000' })).alert).toBe('The code is wrong.')
    await browser.submit({ code })
    await browser.submit({ password, password2: password })
    expect(browser.heading).toBe('Password changed')
  })

  it('shows the same page to somebody who gets no mail', async () => {
    await otp()
    const browser = await askAtThePage('nobody@example.com')
    expect([browser.heading, (await browser.submit({ code: '123456' })).alert]).toEqual([
      'Type the code',
      'The code is wrong.',
    ])
  })
})
