import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { choosePassword } from '../app.ts'
import { Visitor } from '../visitor.ts'
import { bind, postLogin, register, signInAs } from './actions-on-stage.ts'
import { stage, type Stage } from './stage.ts'

// The same stories with the default and the less likely values.

const password = 'Difference-Engine-2'
const email = 'ada@example.com'

function storiesOf(play: Stage) {
  const ask = (fields: object = {}) => {
    const { clients, connection } = play.tenant.description
    const body = { client_id: clients.app.client_id, email, connection, ...fields }
    return play.tenant.post('dbconnections/change_password', body)
  }
  const makeUser = async () => {
    await play.tenant.reset()
    const { connection } = play.tenant.description
    await play.tenant.manage('POST', 'users', { email, password, connection, verify_email: false })
  }
  const links = async () => (await play.tenant.outbox(email)).map(({ links }) => links[0] ?? '')
  const guard = async (code: string) => {
    const trigger = 'password-reset-post-challenge'
    const draft = { name: 'guard', code, supported_triggers: [{ id: trigger, version: 'v1' }] }
    const { body } = await play.tenant.manage('POST', 'actions/actions', draft)
    await play.tenant.manage('POST', `actions/actions/${(body as { id: string }).id}/deploy`)
    const bindings = [{ ref: { type: 'action_name', value: 'guard' }, display_name: 'guard' }]
    await play.tenant.manage('PATCH', `actions/triggers/${trigger}/bindings`, { bindings })
  }
  const template = (fields: object) =>
    play.tenant.manage('POST', 'email-templates', {
      ...{ template: 'reset_email', from: 'me@example.com', subject: 'Mine', body: 'Mine' },
      ...{ syntax: 'liquid', enabled: true, ...fields },
    })
  const onPostChallenge = (body: string) => `exports.onExecutePostChallenge = async (event, api) => { ${body} }`
  return {
    makeUser,
    async superseded() {
      await ask()
      await ask()
      return (await new Visitor().open((await links())[0] ?? '')).heading
    },
    async isVerifiedByReset() {
      await ask()
      await choosePassword((await links())[0] ?? '', password)
      const { body } = await play.tenant.manage('GET', `users-by-email?email=${email}`)
      return (body as { email_verified: boolean }[])[0]?.email_verified
    },
    async denial() {
      await guard(onPostChallenge("api.access.deny('Too early')"))
      await ask()
      return (await new Visitor().open((await links())[0] ?? '')).html.includes('Too early')
    },
    async hasButton() {
      await guard(onPostChallenge("api.transaction.setResultUrl('https://app.example/next')"))
      await ask()
      return (await choosePassword((await links())[0] ?? '', password)).html.includes('https://app.example/next')
    },
    async guardedWithoutClient() {
      await guard(onPostChallenge(''))
      return (await ask({ client_id: undefined })).status
    },
    unknownAddress: async () => (await ask({ email: 'nobody@example.com' })).status,
    async whitespaceControl() {
      await template({ body: '{%- assign x = 1 -%} {{- x -}}' })
      await ask()
      return (await play.tenant.outbox(email)).map(({ html }) => html)
    },
    async zoneOfDates() {
      await template({ body: '{{ "2030-01-01T00:00:00Z" | date: "%Y" }}' })
      await ask()
      return (await play.tenant.outbox(email)).map(({ html }) => html)
    },
    async signsInWithTooMuchMetadata() {
      await play.tenant.reset()
      await register(play.tenant, email, { app_metadata: { large: 'x'.repeat(10_000) } })
      await bind(play.tenant, 'post-login', postLogin(`api.user.setAppMetadata('more', 'x'.repeat(300))`))
      return 'claims' in (await signInAs(play.tenant, email))
    },
    async disabledTemplate() {
      await template({ enabled: false })
      await ask()
      return (await play.tenant.outbox(email)).map(({ subject }) => subject)
    },
    async movesWhenASecretIsWrittenAgain() {
      const secrets = [{ name: 'COLOUR', value: 'blue' }]
      const draft = { name: 'secretive', code: '', supported_triggers: [{ id: 'post-login', version: 'v3' }], secrets }
      const made = await play.tenant.manage('POST', 'actions/actions', draft)
      const { id, ...first } = made.body as { id: string; secrets: { updated_at: string }[] }
      await play.tenant.advance(60)
      const written = async (value: string) => {
        const change = { secrets: [{ name: 'COLOUR', value }] }
        const { body } = await play.tenant.manage('PATCH', `actions/actions/${id}`, change)
        return (body as typeof first).secrets[0]?.updated_at
      }
      const same = await written('blue')
      const other = await written('red')
      return { same: same !== first.secrets[0]?.updated_at, other: other !== first.secrets[0]?.updated_at }
    },
    async mailsWhereNamesAreRequired() {
      const { body } = await play.tenant.manage('GET', 'connections')
      const [connection] = body as { id: string }[]
      await play.tenant.manage('PATCH', `connections/${connection?.id}`, { options: { requires_username: true } })
      await ask()
      return (await play.tenant.outbox(email)).length
    },
    async hasOwnFragment() {
      await ask()
      const { headers } = await fetch((await links())[0] ?? '', { redirect: 'manual' })
      return headers.get('location')?.includes('#')
    },
  }
}

/** The tenant says that the switch in the story's title mattered; before the story, none did. */
function saysWhatMattered(play: Stage): void {
  beforeEach(async () => expect(await play.tenant.takeSwitches()).toEqual([]))
  afterEach(async ({ task }) => expect(await play.tenant.takeSwitches()).toContain(task.name.split('=')[0]))
}

describe('by default', () => {
  const play = stage({ deployed: false, assume: [] })
  const told = storiesOf(play)
  beforeEach(told.makeUser)
  saysWhatMattered(play)

  it('superseded-link=used', async () => expect(await told.superseded()).toBe('Used link'))
  it('reset-verifies-email=yes', async () => expect(await told.isVerifiedByReset()).toBe(true))
  it('post-challenge-deny=generic', async () => expect(await told.denial()).toBe(false))
  it('set-result-url=button', async () => expect(await told.hasButton()).toBe(true))
  it('bound-guard-without-client-id=400', async () => expect(await told.guardedWithoutClient()).toBe(400))
  it('unknown-address=200', async () => expect(await told.unknownAddress()).toBe(200))
  it('liquid-whitespace-control=yes', async () => expect(await told.whitespaceControl()).toEqual(['1']))
  it('liquid-date-zone=UTC', async () => expect(await told.zoneOfDates()).toEqual(['2030']))
  it('oversized-metadata=sign-in-fails', async () => expect(await told.signsInWithTooMuchMetadata()).toBe(false))
  it('disabled-reset-email=stock', async () => expect(await told.disabledTemplate()).toEqual(['Change your password']))
  it('required-username-reset=mails', async () => expect(await told.mailsWhereNamesAreRequired()).toBe(1))
  it('link-fragment=kept', async () => expect(await told.hasOwnFragment()).toBe(false))
  it('secret-written-again=new-instant', async () =>
    expect(await told.movesWhenASecretIsWrittenAgain()).toEqual({ same: true, other: true }))
})

describe('otherwise', () => {
  const assume = [
    ...['superseded-link=expired', 'reset-verifies-email=no', 'post-challenge-deny=reason', 'set-result-url=ignored'],
    ...['bound-guard-without-client-id=skipped', 'unknown-address=404', 'liquid-whitespace-control=no'],
    ...['disabled-reset-email=nothing', 'link-fragment=lost', 'oversized-metadata=write-is-dropped'],
    ...['liquid-date-zone=US-Pacific', 'secret-written-again=same-instant', 'required-username-reset=nothing'],
  ]
  const play = stage({ deployed: false, assume })
  const told = storiesOf(play)
  beforeEach(told.makeUser)
  saysWhatMattered(play)

  it('superseded-link=expired', async () => expect(await told.superseded()).toBe('Expired link'))
  it('reset-verifies-email=no', async () => expect(await told.isVerifiedByReset()).toBe(false))
  it('post-challenge-deny=reason', async () => expect(await told.denial()).toBe(true))
  it('set-result-url=ignored', async () => expect(await told.hasButton()).toBe(false))
  it('bound-guard-without-client-id=skipped', async () => expect(await told.guardedWithoutClient()).toBe(200))
  it('unknown-address=404', async () => expect(await told.unknownAddress()).toBe(404))
  it('liquid-whitespace-control=no', async () => expect(await told.whitespaceControl()).toEqual([]))
  it('liquid-date-zone=US-Pacific', async () => expect(await told.zoneOfDates()).toEqual(['2029']))
  it('oversized-metadata=write-is-dropped', async () => expect(await told.signsInWithTooMuchMetadata()).toBe(true))
  it('disabled-reset-email=nothing', async () => expect(await told.disabledTemplate()).toEqual([]))
  it('required-username-reset=nothing', async () => expect(await told.mailsWhereNamesAreRequired()).toBe(0))
  it('link-fragment=lost', async () => expect(await told.hasOwnFragment()).toBe(true))
  it('secret-written-again=same-instant', async () =>
    expect(await told.movesWhenASecretIsWrittenAgain()).toEqual({ same: false, other: true }))
})

describe('with a third value', () => {
  const play = stage({ deployed: false, assume: ['superseded-link=generic'] })
  const told = storiesOf(play)
  beforeEach(told.makeUser)
  saysWhatMattered(play)

  it('superseded-link=generic', async () => expect(await told.superseded()).toBe('Please try again'))
})
