import type { Stage } from '../stage.ts'
import { Difference } from '../story.ts'
import { InvitationsError } from '../../ground/errors.ts'
import { PREFIX } from '../traces.ts'
import type { CaughtMail } from '../mailbox.ts'
import { settle } from './settle.ts'

async function account(
  stage: Stage,
  name: string,
  connection = stage.settings.connection,
  more: object = {},
): Promise<string> {
  const email = stage.person(name)
  await stage.trials.makeAccount(
    { email, password: stage.password(email), connection },
    { email_verified: true, ...more },
  )
  return email
}

/**
 * The mail that came, or undefined if none did. Once a later mail has come to somebody else, it is clear that this one will
 * not: the later one was asked for afterwards, and both go the same way.
 */
async function mailOrNone(
  stage: Stage,
  email: string,
  asksForIt: () => Promise<unknown>,
  thenTo: string,
): Promise<CaughtMail | undefined> {
  const { mailbox } = stage.props
  const seen = await mailbox.idsTo(email)
  await asksForIt()
  await stage.mailTo(thenTo, () => stage.askForMail(thenTo))
  try {
    return await mailbox.newestTo(email, seen, { withinSeconds: GRACE_SEC, whole: true })
  } catch (failure) {
    if (failure instanceof InvitationsError && failure.code === 'mail_not_received') return undefined
    throw failure
  }
}

/** How far one mail may overtake another. */
const GRACE_SEC = 5

export const disabledResetEmail = settle(
  'disabled-reset-email',
  'what is mailed if the template is switched off',
  async (stage) => {
    const email = await account(stage, 'disabled')
    const other = await account(stage, 'enabled')
    const ask = () => stage.withTemplate({ enabled: false }, () => stage.askForMail(email))
    return (await mailOrNone(stage, email, ask, other)) === undefined ? 'nothing' : 'stock'
  },
)

export const whitespaceControl = settle(
  'liquid-whitespace-control',
  'whether {%- and -%} are understood in templates',
  async (stage) => {
    const email = await account(stage, 'liquid')
    const other = await account(stage, 'plain')
    const body = '{%- assign one = 1 -%}<p>{{ one }}</p><a href="{{ url }}">Link</a>'
    const ask = () => stage.withTemplate({ body, subject: 'Liquid' }, () => stage.askForMail(email))
    return (await mailOrNone(stage, email, ask, other)) === undefined ? 'no' : 'yes'
  },
)

/** In UTC, the year changes before it does in America. */
export const dateZone = settle('liquid-date-zone', 'the time zone of dates in templates', async (stage) => {
  const email = await account(stage, 'zone')
  const body = `<a href="{{ url }}">{{ '2030-01-01T00:00:00Z' | date: '%Y' }}</a>`
  const subject = `Year {{ '2030-01-01T00:00:00Z' | date: '%Y' }}`
  const mail = await stage.withTemplate({ body, subject }, () =>
    stage.mailTo(email, () => stage.askForMail(email), { whole: true }),
  )
  if (mail.subject.includes('2030')) return 'UTC'
  if (mail.subject.includes('2029')) return 'US-Pacific'
  throw new Difference(`the subject “${mail.subject}”`)
})

export const unknownAddress = settle(
  'unknown-address',
  'what change_password answers for an address without an account',
  async (stage) => {
    const status = await stage.askForMail(stage.person('nobody'))
    if (status === 200) return '200'
    if (status === 404) return '404'
    throw new Difference(`the status ${status}`)
  },
)

export const requiredUsername = settle(
  'required-username-reset',
  'whether change_password sends a mail if every account needs a user name',
  async (stage) => {
    const { tag, clientId } = stage.props
    const connection = `${PREFIX}${tag}`
    await stage.trials.makeConnection(connection, clientId, { requires_username: true })
    const email = await account(stage, 'username', connection, { username: `v${tag}` })
    const other = await account(stage, 'nameless')
    const ask = () => stage.trials.askForMail({ client_id: clientId, email, connection })
    return (await mailOrNone(stage, email, ask, other)) === undefined ? 'nothing' : 'mails'
  },
)
