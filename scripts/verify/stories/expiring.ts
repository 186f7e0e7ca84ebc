import { readInvitation } from '../../../actions/invitation/read.ts'
import { wordingFor } from '../../../actions/invitation/wording.ts'
import { linkIn, parametersOf } from '../stage.ts'
import { Difference, expectThat, longStory } from '../story.ts'

/** In seconds. No invitation can be shorter. */
const TTL_SEC = 60

/** Once it has expired, an invitation opens nothing. */
export const expiring = longStory({
  name: 'expiring',
  checks: {
    'no invitation mail': {
      about: 'once the invitation has expired, “Forgot password?” sends no invitation',
      source: 'docs/mails.md',
    },
    'guarded link': { about: 'the link of that mail does not open the page for a new password', source: 'SECURITY.md' },
    refused: {
      about: 'nobody can sign in with a password that was set in time, and the app is told why',
      source: 'docs/in-your-app.md',
    },
    recorded: { about: '`show` says that it has expired', source: 'docs/inviting.md' },
  },
  async begin(stage) {
    const email = stage.person('expired')
    const link = await stage.linkFor(email, { ttl_sec: TTL_SEC })
    const expiresAt = new Date(stage.now().getTime() + (TTL_SEC + 1) * 1000)
    const password = stage.password(email)
    await stage.pages.choosePassword(link, password)
    return async (look) => {
      await stage.until(expiresAt)
      const link = await look('no invitation mail', async () => {
        const mailed = linkIn(await stage.mailTo(email, () => stage.askForMail(email)))
        expectThat(parametersOf(mailed).type !== 'invite', 'a mail that calls itself an invitation')
        return mailed
      })
      await look('guarded link', async () => {
        const page = await stage.pages.open(link ?? '')
        expectThat(!page.asksForPassword, 'a page that asks for a new password')
      })
      await look('refused', async () => {
        const signIn = await stage.signIn(email, password)
        if (!('refused' in signIn)) throw new Difference('a sign-in that succeeds')
        const [account] = await stage.trials.accountsOf(email)
        const read = readInvitation(account?.app_metadata)
        const sentence = wordingFor('expired', read.kind === 'invitation' ? read.invitation : undefined)
        expectThat(signIn.refused.includes(sentence), `the sentence “${signIn.refused}”`)
      })
      await look('recorded', async () => {
        const [row] = await stage.invitations.get(email)
        expectThat(row?.status === 'expired', `the status ${row?.status}`)
      })
    }
  },
})
