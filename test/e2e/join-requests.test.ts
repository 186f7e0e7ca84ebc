import { expect, it } from 'vitest'
import { passwordOfAll as password } from './actions-on-stage.ts'
import { refusals } from '../../actions/invitation/languages.ts'
import { signIn } from '../app.ts'
import { errorIn, objects, stage, untilSearchesCaughtUp } from './stage.ts'

const play = stage({
  deployed: true,
  settings: { INVITATIONS_REQUIRE: 'on', INVITATIONS_REQUIRED_SINCE: '2020-01-01T00:00:00Z' },
})

async function signUp(email: string, secret = password): Promise<void> {
  const { clients, connection } = play.tenant.description
  await play.tenant.post('dbconnections/signup', {
    ...{ client_id: clients.app.client_id, connection, email, password: secret },
  })
}

it('requests lists the people whom an invite-only app refused, each once, the latest first', async () => {
  expect((await play.invitations(['requests'])).stdout).toBe('Nobody is waiting for an invitation.\n')
  await signUp('ada@example.com')
  await signUp('ada@example.com', 'weak') // refused for its password, which is not a request
  await signUp('bob@example.com')
  await play.tenant.advance(60)
  await signUp('Ada@Example.com')
  const ended = await play.invitations(['requests', '--json'])
  expect(objects(ended)).toMatchObject([
    { email: 'ada@example.com', user_id: null, connection: play.tenant.description.connection, times: 2 },
    { email: 'bob@example.com', times: 1 },
  ])
  expect(ended.stderr).toContain('log goes back to')
  expect(ended.stderr).toContain('Disable Sign Ups')
  const [ada] = objects(ended)
  expect(Date.parse(String(ada?.['last_at'])) - Date.parse(String(ada?.['first_at']))).toBeGreaterThanOrEqual(60_000)
})

it('requests --invite asks about each person', async () => {
  const ended = await play.invitations(['requests', '--invite', '--json'])
  expect(ended.exitCode).toBe(2)
  expect(errorIn(ended).code).toBe('confirmation_needed')
  expect(await play.tenant.outbox('ada@example.com')).toEqual([])
})

it('requests --invite --yes invites the people who are named; the others stay on the list', async () => {
  const invited = await play.invitations(['requests', '--invite', '--yes', '--invited-by', 'Grace', 'ADA@example.com'])
  expect(invited.exitCode).toBe(0)
  expect((await play.tenant.outbox('ada@example.com')).at(-1)?.html).toContain('Grace')
  await untilSearchesCaughtUp(play)
  const left = await play.invitations(['requests', '--json'])
  expect(objects(left).map(({ email }) => email)).toEqual(['bob@example.com'])
  const again = await play.invitations(['requests', '--invite', '--yes', 'ada@example.com', '--json'])
  expect(again.exitCode).toBe(1)
  expect(errorIn(again).code).toBe('not_found')
})

it('requests lists people who were refused at a sign-in, whatever language the page was in', async () => {
  const sentences = Object.values(refusals).map(({ not_invited }) => not_invited)
  const { connection } = play.tenant.description
  const supported_triggers = [{ id: 'post-login', version: 'v3' }]
  const code = `const sentences = ${JSON.stringify([...sentences, 'Go away.'])}
    exports.onExecutePostLogin = async ({ user }, api) => api.access.deny(sentences[user.email.match(/[0-9]+/)[0]])`
  // Another Action says the sentences of ours here, because the local tenant has no other providers.
  const { body } = await play.tenant.manage('POST', 'actions/actions', { name: 'refuse', code, supported_triggers })
  const { id } = body as { id: string }
  await play.tenant.manage('POST', `actions/actions/${id}/deploy`)
  const unbound = { bindings: [] }
  await play.tenant.manage('PATCH', 'actions/triggers/pre-user-registration/bindings', unbound)
  const bindings = [{ ref: { type: 'action_id', value: id }, display_name: 'refuse' }]
  await play.tenant.manage('PATCH', 'actions/triggers/post-login/bindings', { bindings })
  for (const index of [...sentences, 'Go away.'].keys()) {
    const email = `visitor-${index}@example.com`
    await play.tenant.manage('POST', 'users', { email, connection, password, verify_email: false })
    expect(await signIn(play.tenant, email, password)).toHaveProperty('refused')
  }
  const found = objects(await play.invitations(['requests', '--json'])).map(({ email }) => String(email))
  const visitors = sentences.map((_, index) => `visitor-${index}@example.com`)
  expect(found.filter((email) => email.startsWith('visitor-')).sort()).toEqual(visitors.sort())
})
