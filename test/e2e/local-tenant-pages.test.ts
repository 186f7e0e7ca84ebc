import { beforeEach, describe, expect, it } from 'vitest'
import { Visitor } from '../visitor.ts'
import { stage } from './stage.ts'

// What browser tests of Auth0's pages look for; universal-login/page.ts names the sources.
const play = stage({ deployed: false })
const password = 'Difference-Engine-2'
const email = 'ada@example.com'
const button =
  /<button type="submit" name="action" value="default" data-action-button-primary="true">([^<]+)<\/button>/g

beforeEach(async () => {
  await play.tenant.reset()
  const { connection } = play.tenant.description
  await play.tenant.manage('POST', 'users', { email, password, connection, verify_email: false })
})

function atSignIn(): Promise<Visitor> {
  const { issuer, clients } = play.tenant.description
  const { client_id, callback } = clients.app
  const query = new URLSearchParams({ response_type: 'code', client_id, redirect_uri: callback, scope: 'openid' })
  return new Visitor().open(`${issuer}authorize?${query.toString()}`)
}

async function follow(link: string): Promise<Visitor> {
  const browser = await atSignIn()
  return browser.open(browser.linkTo(link))
}

async function atReset(): Promise<Visitor> {
  const { clients, connection } = play.tenant.description
  await play.tenant.post('dbconnections/change_password', { client_id: clients.app.client_id, email, connection })
  return new Visitor().open((await play.tenant.outbox(email)).at(-1)?.links[0] ?? '')
}

/** The fields that a person sees, as `#id name type autocomplete`, each with a label of its own. */
function fieldsOf({ html }: Visitor): string[] {
  const attribute = (tag: string, name: string) => new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? ''
  const tags = [...html.matchAll(/<input [^>]*>/g)].map(([tag]) => tag).filter((tag) => !tag.includes('type="hidden"'))
  for (const tag of tags) expect(html).toContain(`<label for="${attribute(tag, 'id')}">`)
  return tags.map((tag) =>
    [`#${attribute(tag, 'id')}`, ...['name', 'type', 'autocomplete'].map((name) => attribute(tag, name))].join(' '),
  )
}

describe('each page with a form', () => {
  const signIn = ['#username username text username', '#password password password current-password']
  const pages: [string, () => Promise<Visitor>, string[]][] = [
    ['to sign in', atSignIn, signIn],
    ['to sign up', () => follow('Sign up'), ['#email email text email', '#password password password new-password']],
    ['to ask for a new password', () => follow('Forgot password?'), ['#email email text username']],
    [
      'to set a new password',
      atReset,
      ['#password-reset password password new-password', '#re-enter-password password2 password new-password'],
    ],
  ]

  it.each(pages)(
    '%s has Auth0’s fields, a label for each, one heading and one button called action',
    async (_, open, fields) => {
      const browser = await open()
      expect(fieldsOf(browser)).toEqual(fields)
      expect(browser.heading).not.toBe('')
      expect([...browser.html.matchAll(button)]).toHaveLength(1)
      expect(browser.html).toContain('<form method="post" data-form-primary="true">\n<input type="hidden" name="state"')
    },
  )
})

describe('the page to sign in', () => {
  it('says at the password that it or the address is wrong', async () => {
    const browser = await atSignIn()
    await browser.submit({ username: email, password: 'wrong' })
    expect(browser.html).toContain('id="error-element-password" class="ulp-input-error-message" role="alert"')
    expect(browser.alert).toBe('The address or the password is wrong.')
  })
})

describe('the page to set a new password', () => {
  it('takes the two passwords under Auth0’s names', async () => {
    const browser = await atReset()
    await browser.submit({ 'password-reset': password, 're-enter-password': 'other' })
    expect(browser.alert).toBe('The two passwords differ.')
    await browser.submit({ 'password-reset': password, 're-enter-password': password })
    expect(browser.heading).toBe('Password changed')
    const { callback } = play.tenant.description.clients.app
    const app = await (await atSignIn()).submit({ username: email, password }, callback)
    expect(app.url.searchParams.get('code')).not.toBeNull()
  })
})
