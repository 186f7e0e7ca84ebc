import { createHmac } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { forgotPassword } from '../app.ts'
import { Visitor } from '../visitor.ts'
import { bind, passwordOfAll, register } from './actions-on-stage.ts'
import { stage } from './stage.ts'

const stand = stage({ deployed: false })
const email = 'ada@example.com'
const secret = 'shared-with-the-page'
const page = 'https://page.example/terms'

/** Sends people from the reset to a page that knows who they are, and lets them go on if the page vouches for them. */
const code = `
  exports.onExecutePostChallenge = async (event, api) => {
    const token = api.redirect.encodeToken({ secret: event.secrets.SHARED, payload: { why: event.request.query.type } })
    api.redirect.sendUserTo('${page}', { query: { token } })
  }
  exports.onContinuePostChallenge = async (event, api) => {
    const { accepted } = api.redirect.validateToken({ secret: event.secrets.SHARED, tokenParameterName: 'answer' })
    if (!accepted) api.access.deny('The terms were not accepted.')
  }`

function read(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>
}

function signed(claims: object, key = secret): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const content = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`
  return `${content}.${createHmac('sha256', key).update(content).digest('base64url')}`
}

describe('an Action that sends people from the reset to a page', () => {
  let browser: Visitor
  const state = () => browser.url.searchParams.get('state') ?? ''
  const comeBack = (answer: string) =>
    browser.open(
      `${stand.tenant.description.issuer}continue?${new URLSearchParams({ state: state(), answer }).toString()}`,
    )

  beforeEach(async () => {
    await stand.tenant.reset()
    await register(stand.tenant, email, { verify_email: false })
    await bind(stand.tenant, 'password-reset-post-challenge', { code, secrets: [{ name: 'SHARED', value: secret }] })
    await forgotPassword(stand.tenant, email)
    const [mail] = await stand.tenant.outbox(email)
    const link = (mail?.links[0] ?? '').replace('#', '&type=invite')
    browser = await new Visitor().open(link, page)
  })

  it('tells the page in a signed token who comes and why', () => {
    const token = browser.url.searchParams.get('token') ?? ''
    const { iss, sub, why, exp, iat } = read(token)
    expect({ iss, sub, why }).toMatchObject({ sub: expect.stringMatching(/^auth0\|/) as string, why: 'invite' })
    expect(Number(exp) - Number(iat)).toBe(900)
    expect(token).toBe(signed(read(token)))
  })

  it('lets people go on if the page vouches for them, and accepts a state once', async () => {
    const first = state()
    await comeBack(signed({ state: first, accepted: true }))
    expect(browser.heading).toBe('Change password')
    await browser.submit({ password: passwordOfAll, password2: passwordOfAll })
    expect(browser.heading).toBe('Password changed')
    await browser.open(`${stand.tenant.description.issuer}continue?state=${first}`)
    expect(browser.status).toBe(400)
  })

  it.each([
    ['whose page says no', () => signed({ state: state(), accepted: false })],
    ['whose answer is signed by somebody else', () => signed({ state: state(), accepted: true }, 'guessed')],
    ['whose answer is that of another visit', () => signed({ state: 'another', accepted: true })],
    ['whose answer is too old', () => signed({ state: state(), accepted: true, exp: 1 })],
  ])('stops people %s', async (_, answer) => {
    await comeBack(answer())
    expect(browser.status).toBe(400)
    expect(browser.html).not.toContain('name="password"')
  })
})
