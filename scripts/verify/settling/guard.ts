import { linkIn, type Stage } from '../stage.ts'
import { settle } from './settle.ts'

const trigger = 'password-reset-post-challenge'
const REASON = 'The probe says no.'
const RESULT = 'https://example.com/probe'

/** An account that none of our guards stops. */
async function ordinary(stage: Stage, name: string): Promise<string> {
  const email = stage.person(name)
  const { connection } = stage.settings
  await stage.trials.makeAccount({ email, password: stage.password(email), connection }, { email_verified: true })
  return email
}

function guard(body: string): string {
  return `exports.onExecutePostChallenge = async (event, api) => { ${body} }`
}

export const postChallengeDeny = settle(
  'post-challenge-deny',
  'what the page says when the guard denies',
  async (stage) => {
    const email = await ordinary(stage, 'denied')
    return stage.withProbe({ name: 'deny', trigger, code: guard(`api.access.deny('${REASON}')`) }, async () => {
      const { text } = await stage.pages.open(linkIn(await stage.mailTo(email, () => stage.askForMail(email))))
      return text.includes(REASON) ? 'reason' : 'generic'
    })
  },
)

export const setResultUrl = settle(
  'set-result-url',
  'whether the success page has a button that leads where the guard says',
  async (stage) => {
    const email = await ordinary(stage, 'button')
    return stage.withProbe(
      { name: 'button', trigger, code: guard(`api.transaction.setResultUrl('${RESULT}')`) },
      async () => {
        const link = linkIn(await stage.mailTo(email, () => stage.askForMail(email)))
        const { links } = await stage.pages.choosePassword(link, stage.password(email))
        return links.some((one) => one.startsWith(RESULT)) ? 'button' : 'ignored'
      },
    )
  },
)

export const withoutClientId = settle(
  'bound-guard-without-client-id',
  'change_password without client_id while a guard is bound',
  async (stage) => {
    const email = await ordinary(stage, 'without')
    const { connection } = stage.settings
    return stage.withProbe({ name: 'without', trigger, code: guard('') }, async () =>
      (await stage.trials.askForMail({ email, connection })) === 400 ? '400' : 'skipped',
    )
  },
)
