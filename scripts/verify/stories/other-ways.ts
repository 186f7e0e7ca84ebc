import { InvitationsError } from '../../ground/errors.ts'
import { textAt } from '../../ground/unknown.ts'
import { done } from '../stage.ts'
import { Difference, expectThat, NotHere, story } from '../story.ts'
import { accepts, claimIn } from './journey.ts'

/** Somebody who already has an account keeps it, and its password. */
export const existingAccount = story({
  name: 'existing-account',
  checks: {
    attached: { about: 'the invitation is attached to the account that is there', source: 'docs/inviting.md' },
    accepted: { about: 'signing in with the old password accepts it', source: 'docs/inviting.md' },
  },
  async play(stage, look) {
    const { connection } = stage.settings
    if (stage.props.deploySettings.requiresInvitation)
      throw new NotHere('INVITATIONS_REQUIRE is on: nobody gets an account without an invitation.')
    const email = stage.person('existing')
    const password = stage.password(email)
    await stage.trials.makeAccount({ email, password, connection }, { email_verified: true })
    const id = await look('attached', async () => {
      const { outcome, invitation_id, error } = await stage.invite(email)
      if (error?.code === 'email_not_sent') throw error // other stories check that
      if (error?.code === 'app_url_needed') throw new NotHere('INVITATIONS_APP_URL is not set.')
      expectThat(outcome === 'attached', `the outcome ${outcome}${error === undefined ? '' : `: ${error.summary}`}`)
      return invitation_id ?? ''
    })
    if (id === undefined) throw new NotHere('INVITATIONS_APP_URL is not set, so nobody with an account is invited.')
    await look('accepted', async () => {
      const first = claimIn(await stage.signIn(email, password))
      if (first.status === 'accepted') return
      // The app asks the person, and records the answer (INVITATIONS_EXISTING_ACCOUNTS).
      const [account] = await stage.trials.accountsOf(email)
      done(await stage.invitations.accept({ user_id: account?.user_id ?? '', invitation_id: id }))
      const claim = claimIn(await stage.signIn(email, password))
      expectThat(claim.status === 'accepted', () => `the claim ${claim.told}`)
    })
  },
})

/** A link to hand over, if no mail should be sent. */
export const linkMode = story({
  name: 'link-mode',
  checks: {
    link: { about: '`invite --link` prints a link, and no mail is sent', source: 'docs/inviting.md' },
    accepted: { about: 'the link leads into the app', source: 'docs/inviting.md' },
  },
  async play(stage, look) {
    const email = stage.person('link')
    const link = await look('link', async () => {
      const outcome = await stage.invite(email, { link: {} })
      const { error, email_sent } = outcome
      if (error !== undefined) throw new Difference(`${error.code}: ${error.summary}`)
      expectThat(outcome.link !== undefined && !email_sent, 'no link')
      return textAt(outcome, 'link')
    })
    await look('accepted', async () => {
      if (link === undefined) throw new InvitationsError('link_not_made', 'There is no link.', { hint: '' })
      const claim = await accepts(stage, email, link)
      expectThat(claim.status === 'accepted' && claim.isNew, () => `the claim ${claim.told}`)
    })
  },
})
