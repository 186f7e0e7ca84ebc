import { done, linkIn, parametersOf } from '../stage.ts'
import { expectThat, story } from '../story.ts'
import { accepts } from './journey.ts'

/** Who lost the mail asks for another one, without the admin. */
export const forgotPassword = story({
  name: 'forgot-password',
  checks: {
    'invitation mail': {
      about: '“Forgot password?” of somebody who is invited mails the invitation again',
      source: 'docs/mails.md',
    },
    'first link': {
      about: 'the link of the mail before opens no page for a new password any more',
      source: 'https://auth0.com/docs/authenticate/database-connections/password-change',
    },
    accepted: { about: 'the newer link leads into the app', source: 'docs/mails.md' },
  },
  async play(stage, look) {
    const email = stage.person('forgot')
    const first = await stage.linkFor(email)
    const { address } = await stage.props.app.request()
    const link = await look('invitation mail', async () => {
      const mailed = linkIn(await stage.mailTo(email, () => stage.pages.forgotPassword(address, email)))
      expectThat(parametersOf(mailed).type === 'invite', 'a mail that does not call itself an invitation')
      return mailed
    })
    await look('first link', async () => {
      const page = await stage.pages.open(first)
      expectThat(!page.asksForPassword, 'a page that asks for a new password')
    })
    await look('accepted', async () => {
      const claim = await accepts(stage, email, link ?? first)
      expectThat(claim.status === 'accepted' && claim.isNew, () => `the claim ${claim.told}`)
    })
  },
})

/** Seconds that lie between two mails of an invitation (RESEND_COOLDOWN_SEC), and a few for clocks. */
const COOLDOWN_MS = 65_000

export const resending = story({
  name: 'resending',
  checks: {
    resent: { about: '`resend` mails a new link', source: 'docs/inviting.md' },
    'first link': {
      about: 'the link of the mail before opens no page for a new password any more',
      source: 'https://auth0.com/docs/authenticate/database-connections/password-change',
    },
    accepted: { about: 'the new link leads into the app', source: 'docs/inviting.md' },
  },
  async prepare(stage) {
    const email = stage.person('resent')
    const first = await stage.linkFor(email)
    return { email, first, possibleAt: new Date(stage.now().getTime() + COOLDOWN_MS) }
  },
  async play(stage, look, { email, first, possibleAt }) {
    await stage.until(possibleAt)
    const link = await look('resent', async () =>
      linkIn(await stage.mailTo(email, async () => done(await stage.invitations.resend(email)))),
    )
    await look('first link', async () => {
      const page = await stage.pages.open(first)
      expectThat(!page.asksForPassword, 'a page that asks for a new password')
    })
    await look('accepted', async () => {
      const claim = await accepts(stage, email, link ?? first)
      expectThat(claim.status === 'accepted' && claim.isNew, () => `the claim ${claim.told}`)
    })
  },
})
