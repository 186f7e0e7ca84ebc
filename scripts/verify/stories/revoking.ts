import { done, linkIn, parametersOf } from '../stage.ts'
import { expectThat, story } from '../story.ts'
import { accepts } from './journey.ts'

/** Somebody whose invitation was revoked cannot get in by any door, and can be invited again. */
export const revoking = story({
  name: 'revoking',
  checks: {
    revoked: { about: '`revoke` says that the invitation is revoked', source: 'docs/inviting.md' },
    'old link': {
      about: 'the link of a revoked invitation does not open the page for a new password',
      source: 'SECURITY.md',
    },
    'no invitation mail': {
      about: 'for a revoked invitee, “Forgot password?” sends no invitation',
      source: 'docs/mails.md',
    },
    'guarded link': { about: 'the link of that mail does not open the page for a new password', source: 'SECURITY.md' },
    'invited again': { about: 'inviting again mails a link that opens', source: 'docs/inviting.md' },
    'accepted after all': { about: 'signing in accepts the new invitation', source: 'docs/inviting.md' },
  },
  async play(stage, look) {
    const email = stage.person('revoked')
    const link = await stage.linkFor(email)
    await look('revoked', async () => {
      const { outcome } = await stage.invitations.revoke(email)
      expectThat(outcome === 'revoked', `the outcome ${outcome}`)
    })
    await look('old link', async () => {
      const page = await stage.pages.open(link)
      expectThat(!page.asksForPassword, 'a page that asks for a new password')
    })
    const reset = await look('no invitation mail', async () => {
      const again = linkIn(await stage.mailTo(email, () => stage.askForMail(email)))
      expectThat(parametersOf(again).type !== 'invite', 'a mail that calls itself an invitation')
      return again
    })
    await look('guarded link', async () => {
      const page = await stage.pages.open(reset ?? link)
      expectThat(!page.asksForPassword, 'a page that asks for a new password')
    })
    const renewing = await look('invited again', async () => {
      const mailed = linkIn(await stage.mailTo(email, async () => done(await stage.invite(email))))
      const page = await stage.pages.open(mailed)
      expectThat(page.asksForPassword, () => `a page that says “${page.text}”`)
      return mailed
    })
    if (renewing === undefined) return
    await look('accepted after all', async () => {
      const claim = await accepts(stage, email, renewing)
      expectThat(claim.status === 'accepted', () => `the claim ${claim.told}`)
    })
  },
})

/** A password that was set before the revocation opens nothing either. */
export const signingInRevoked = story({
  name: 'signing-in-revoked',
  checks: {
    refused: { about: 'somebody who set a password before the revocation cannot sign in', source: 'SECURITY.md' },
  },
  async play(stage, look) {
    const email = stage.person('chosen')
    const link = await stage.linkFor(email)
    const password = stage.password(email)
    await stage.pages.choosePassword(link, password)
    done(await stage.invitations.revoke(email))
    await look('refused', async () => {
      const signIn = await stage.signIn(email, password)
      expectThat('refused' in signIn, 'a sign-in that succeeds')
    })
  },
})
