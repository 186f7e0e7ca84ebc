import { linkIn } from '../stage.ts'
import { Difference } from '../story.ts'
import { settle } from './settle.ts'

/** Somebody sets a password with an invitation's link, but has not signed in yet. */
export const resetVerifiesEmail = settle(
  'reset-verifies-email',
  'using the link of a mail verifies the address',
  async (stage) => {
    const email = stage.person('verifies')
    const link = await stage.linkFor(email)
    await stage.pages.choosePassword(link, stage.password(email))
    const [account] = await stage.trials.accountsOf(email)
    return account?.email_verified === true ? 'yes' : 'no'
  },
)

/** Auth0's own texts of that page, in English, unless the tenant has others (prompt reset-password, screen …-error). */
export const supersededLink = settle(
  'superseded-link',
  'what a link says after a newer one replaced it',
  async (stage) => {
    const email = stage.person('superseded')
    const { connection } = stage.settings
    const password = stage.password(email)
    // An account without an invitation, so its links pass every guard.
    await stage.trials.makeAccount({ email, password, connection }, { email_verified: true })
    const old = linkIn(await stage.mailTo(email, () => stage.askForMail(email)))
    await stage.mailTo(email, () => stage.askForMail(email))
    const { asksForPassword, text } = await stage.pages.open(old)
    if (asksForPassword) throw new Difference('a page that asks for a new password')
    if (/\bused\b/i.test(text)) return 'used'
    return /\bexpired\b/i.test(text) ? 'expired' : 'generic'
  },
)

const PROBE = 'probe=1'

/** What a template puts after the #. Without one, the template's link is not changed. */
export const linkFragment = settle(
  'link-fragment',
  'the part after the # of a link stays in the address',
  async (stage) => {
    const email = stage.person('fragment')
    const { connection } = stage.settings
    await stage.trials.makeAccount({ email, password: stage.password(email), connection }, { email_verified: true })
    const mail = await stage.withTemplate({ body: `<a href="{{ url }}${PROBE}">Link</a>`, subject: 'Link' }, () =>
      stage.mailTo(email, () => stage.askForMail(email)),
    )
    const { address } = await stage.pages.open(linkIn(mail))
    return new URL(address).hash.includes(PROBE) ? 'kept' : 'lost'
  },
)
