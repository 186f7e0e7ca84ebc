import { at, textAt } from '../../ground/unknown.ts'
import type { SignIn } from '../trial-app.ts'
import { linkIn, parametersOf, type Stage } from '../stage.ts'
import { Difference, expectThat, story } from '../story.ts'
import { InvitationsError } from '../../ground/errors.ts'
import type { CaughtMail } from '../mailbox.ts'

/** From the invitation to the app, and an ordinary reset afterwards. */
export const journey = story({
  name: 'journey',
  checks: {
    invited: { about: 'Auth0 takes the invitation and is asked for its mail', source: 'docs/inviting.md' },
    mail: {
      about: 'the mail arrives within 60 s',
      source: 'https://auth0.com/docs/customize/email/smtp-email-providers',
    },
    'mail is an invitation': {
      about: 'the link says type=invite and which invitation',
      source: 'https://auth0.com/docs/customize/email/email-templates',
    },
    sender: { about: 'the sender is the one that the template names', source: 'tenant/emails/reset_email.json' },
    language: {
      about: 'the mail is in the language of the invitation, and its subject is one line',
      source: 'docs/mails.md',
    },
    'opened three times': {
      about: 'opening the link three times does not use it up',
      source: 'https://support.auth0.com (password reset link and link scanners)',
    },
    'reset page': {
      about: 'the link opens the page for a new password',
      source: 'https://auth0.com/docs/customize/email/email-templates',
    },
    password: { about: 'a password can be set there', source: 'docs/how-it-works.md' },
    'signed in': { about: 'the first sign-in accepts: the claim says accepted_now', source: 'docs/in-your-app.md' },
    recorded: { about: '`show` says that the invitation is accepted', source: 'docs/inviting.md' },
    'signed in again': {
      about: 'at the second sign-in the claim says accepted, not accepted_now',
      source: 'docs/in-your-app.md',
    },
    'ordinary reset': {
      about: 'somebody who has accepted and forgets the password gets an ordinary reset mail',
      source: 'docs/mails.md',
    },
    'ordinary password': { about: 'they set a new password with it, and sign in', source: 'docs/mails.md' },
  },
  async play(stage, look) {
    const email = stage.person('journey')
    let id = ''
    const mail = await look('mail', async () => {
      try {
        return await stage.mailTo(
          email,
          () =>
            look('invited', async () => {
              const { error, invitation_id } = await stage.invite(email, { locale: 'de' })
              if (error !== undefined) throw new Difference(`${error.code}: ${error.summary}`)
              id = invitation_id ?? ''
            }),
          { whole: true },
        )
      } catch (failure) {
        if (!(failure instanceof InvitationsError && failure.code === 'mail_not_received')) throw failure
        stage.expectsNoMails()
        throw new Difference('no mail')
      }
    })
    if (mail === undefined) return
    const link = linkIn(mail)
    await look('mail is an invitation', () => isInvitation(link, id))
    await look('sender', () => isFromTemplate(mail, stage))
    await look('language', () => {
      const language = /<html[^>]*\blang="([^"]*)"/i.exec(mail.html)?.[1] ?? 'de' // a person who reads the mail does not see the HTML
      expectThat(language === 'de', `the language ${language}`)
      expectThat(mail.subject.trim() !== '' && !/[\n{}]/.test(mail.subject), `the subject “${mail.subject}”`)
      return Promise.resolve()
    })
    await look('opened three times', async () => {
      for (let times = 1; times <= 3; times++) await stage.scan(link)
      const page = await stage.pages.open(link)
      expectThat(page.asksForPassword, () => `a page that says “${page.text}”`)
    })
    await look('reset page', async () => {
      const { asksForPassword, text } = await stage.pages.open(link)
      expectThat(asksForPassword, () => `a page that says “${text}”`)
    })
    const password = stage.password(email)
    await look('password', async () => {
      const page = await stage.pages.choosePassword(link, password)
      expectThat(!page.asksForPassword, () => `the page says “${page.text}”`)
    })
    await look('signed in', async () => {
      const claim = claimIn(await stage.signIn(email, password))
      expectThat(claim.id === id && claim.status === 'accepted' && claim.isNew, () => `the claim ${claim.told}`)
    })
    await look('recorded', async () => {
      const [row] = await stage.invitations.get(email)
      expectThat(row?.status === 'accepted', `the status ${row?.status}`)
    })
    await look('signed in again', async () => {
      const claim = claimIn(await stage.signIn(email, password))
      expectThat(claim.status === 'accepted' && !claim.isNew, () => `the claim ${claim.told}`)
    })
    const reset = await look('ordinary reset', async () => {
      const again = linkIn(await stage.mailTo(email, () => stage.askForMail(email)))
      expectThat(parametersOf(again).type !== 'invite', 'a mail that calls itself an invitation')
      return again
    })
    if (reset === undefined) return
    await look('ordinary password', async () => {
      const other = stage.password(email)
      const page = await stage.pages.choosePassword(reset, other)
      expectThat(!page.asksForPassword, () => `the page says “${page.text}”`)
      const claim = claimIn(await stage.signIn(email, other))
      expectThat(claim.status === 'accepted', () => `the claim ${claim.told}`)
    })
  },
})

function isInvitation(link: string, id: string): Promise<void> {
  const { type, invitation } = parametersOf(link)
  const said = `type=${type ?? '(none)'}, invitation=${invitation ?? '(none)'}`
  expectThat(type === 'invite' && invitation === id, `a link that says ${said}`)
  return Promise.resolve()
}

async function isFromTemplate({ from }: CaughtMail, stage: Stage): Promise<void> {
  const { from: wanted = '' } = (await stage.trials.template()) ?? {}
  const address = /[^\s<>"]+@[^\s<>"]+/.exec(wanted)?.[0]
  if (address === undefined || address.includes('{')) return // the provider's own, or made by Liquid
  expectThat(from.address.toLowerCase() === address.toLowerCase(), `the sender ${from.address}`)
}

/** What the app learns about the invitation. @throws Difference if the person is not let in */
export function claimIn(signIn: SignIn): { id: string; status: string; isNew: boolean; told: string } {
  if ('refused' in signIn) throw new Difference(`the sign-in is refused: “${signIn.refused}”`)
  const claim = signIn.claims['invitation']
  return {
    id: textAt(claim, 'id'),
    status: textAt(claim, 'status'),
    isNew: at(claim, 'accepted_now') === true,
    told: JSON.stringify(claim ?? null),
  }
}

/** Sets a password through a link, and signs in with it. @returns the claim @throws Difference */
export async function accepts(stage: Stage, email: string, link: string): Promise<ReturnType<typeof claimIn>> {
  const password = stage.password(email)
  const page = await stage.pages.choosePassword(link, password)
  expectThat(!page.asksForPassword, () => `the page says “${page.text}”`)
  return claimIn(await stage.signIn(email, password))
}
