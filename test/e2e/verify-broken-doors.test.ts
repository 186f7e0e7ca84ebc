import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { findChromium } from '../../scripts/ground/chromium-path.ts'
import { stories } from '../../scripts/verify/stories/index.ts'
import { stage, type Stage } from './stage.ts'
import { differing, verifyAt } from './verify-at.ts'

interface Door {
  name: string
  breakIt: (play: Stage) => Promise<void>
  /** The checks that differ; all others are as expected, or cannot be made as a result. */
  differs: string[]
}

const play = stage({ deployed: true, settings: { INVITATIONS_APP_URL: 'https://app.example/' }, assume: [] })
const verify = verifyAt(play, { INVITATIONS_APP_URL: 'https://app.example/' })
const telling = stories.filter(({ settles }) => settles !== true).flatMap(({ name }) => ['--only', name])

const doors: Door[] = [
  {
    name: 'the guard is not bound',
    breakIt: async ({ tenant }) => {
      await tenant.manage('PATCH', 'actions/triggers/password-reset-post-challenge/bindings', { bindings: [] })
    },
    differs: ['as-declared: as-declared', 'revoking: guarded link', 'expiring: guarded link'],
  },
  {
    name: 'the mail template is not ours',
    breakIt: async ({ tenant }) => {
      await tenant.manage('PATCH', 'email-templates/reset_email', { body: '<a href="{{ url }}">Reset</a>' })
    },
    differs: ['as-declared: as-declared', 'journey: mail is an invitation', 'forgot-password: invitation mail'],
  },
  {
    name: 'the app that invitees sign in to may not use the connection',
    breakIt: async ({ tenant }) => {
      const { body } = await tenant.manage('GET', 'connections')
      const [connection] = body as { id: string }[]
      const { client_id } = tenant.description.clients.app
      await tenant.manage('PATCH', `connections/${connection?.id}/clients`, [{ client_id, status: false }])
    },
    differs: ['as-declared: as-declared', 'journey: invited'],
  },
  {
    name: 'the mail server loses the mails',
    breakIt: ({ tenant }) => tenant.mailServer({ losing: true }),
    differs: ['journey: mail'],
  },
  {
    name: 'the mail server is slow',
    breakIt: ({ tenant }) => tenant.mailServer({ late_seconds: 90 }),
    differs: ['journey: mail'],
  },
  {
    name: 'an Action has another version',
    breakIt: async ({ tenant }) => {
      const { body } = await tenant.manage('GET', 'actions/actions?actionName=accept-invitation')
      const [action] = (body as { actions: { id: string; code: string }[] }).actions
      await tenant.manage('PATCH', `actions/actions/${action?.id}`, {
        code: `${action?.code}\n// of another version\n`,
      })
      await tenant.manage('POST', `actions/actions/${action?.id}/deploy`)
    },
    differs: ['as-declared: as-declared'],
  },
]

let configuration: string
beforeAll(async () => {
  configuration = await play.tenant.configuration()
})
afterEach(async () => {
  await play.tenant.reset()
  await play.tenant.takeConfiguration(configuration)
})

describe('verify fails at the door that is broken, and nowhere else', () => {
  // test:deep runs all of them, each from the beginning. The one here takes least time.
  const quickest = doors.filter(({ name }) => name.startsWith('the app'))
  const told = process.env['DOORS'] === 'all' ? doors : quickest
  it.skipIf(findChromium(process.env) === undefined).each(told)('$name', async ({ breakIt, differs }) => {
    await breakIt(play)
    const ended = await verify.run(['--yes', '--json', ...telling], verify.folder())
    expect({ differs: differing(ended), stderr: ended.stderr }).toMatchObject({ differs })
    expect(ended.exitCode).toBe(1)
  })
})
