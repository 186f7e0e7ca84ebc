import { done, linkIn, parametersOf, type Stage } from '../stage.ts'
import { expectThat, longStory, story, type Look } from '../story.ts'
import { accepts } from './journey.ts'

/** What is true after every further mail, no matter who asked for it. */
const onlyTheNewest = {
  'first link': {
    about: 'the link of the earlier mail no longer opens the page for a new password',
    source: 'https://auth0.com/docs/authenticate/database-connections/password-change',
  },
  accepted: { about: 'the newer link leads into the app', source: 'docs/mails.md' },
} as const

interface Links {
  email: string
  first: string
  newest: string
}

async function lookAtBoth(stage: Stage, look: Look<keyof typeof onlyTheNewest>, links: Links): Promise<void> {
  const { email, first, newest } = links
  await look('first link', async () => {
    const page = await stage.pages.open(first)
    expectThat(!page.asksForPassword, 'a page that asks for a new password')
  })
  await look('accepted', async () => {
    const claim = await accepts(stage, email, newest)
    expectThat(claim.status === 'accepted' && claim.isNew, () => `the claim ${claim.told}`)
  })
}

/** Somebody who lost the mail asks for another one, without the admin. */
export const forgotPassword = story({
  name: 'forgot-password',
  checks: {
    'invitation mail': {
      about: 'for an invitee, “Forgot password?” mails the invitation again',
      source: 'docs/mails.md',
    },
    ...onlyTheNewest,
  },
  async play(stage, look) {
    const email = stage.person('forgot')
    const first = await stage.linkFor(email)
    const { address } = await stage.props.app.request()
    const newest = await look('invitation mail', async () => {
      const mailed = linkIn(await stage.mailTo(email, () => stage.pages.forgotPassword(address, email)))
      expectThat(parametersOf(mailed).type === 'invite', 'a mail that does not call itself an invitation')
      return mailed
    })
    await lookAtBoth(stage, look, { email, first, newest: newest ?? first })
  },
})

/** How long the next mail of an invitation has to wait (RESEND_COOLDOWN_SEC), and a few seconds for clocks. */
const COOLDOWN_MS = 65_000

export const resending = longStory({
  name: 'resending',
  checks: { resent: { about: '`resend` mails a new link', source: 'docs/inviting.md' }, ...onlyTheNewest },
  async begin(stage) {
    const email = stage.person('resent')
    const first = await stage.linkFor(email)
    const possibleAt = new Date(stage.now().getTime() + COOLDOWN_MS)
    return async (look) => {
      await stage.until(possibleAt)
      const newest = await look('resent', async () =>
        linkIn(await stage.mailTo(email, async () => done(await stage.invitations.resend(email)))),
      )
      await lookAtBoth(stage, look, { email, first, newest: newest ?? first })
    }
  },
})
