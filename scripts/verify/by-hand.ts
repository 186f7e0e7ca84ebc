import { parseUrl } from '../../actions/invitation/parse-url.ts'
import { InvitationsError } from '../ground/errors.ts'
import type { CaughtMail, Mailbox } from './mailbox.ts'
import type { Page, Pages } from './pages/page.ts'

/**
 * Asks the person at the terminal for a line of text.
 * @param open an address to open, shown below the lines. A link with a ticket is shown nowhere else
 */
export type Ask = (question: string, above: readonly string[], open?: string) => Promise<string>

/** Mails that arrive where only a person can read them. */
export function mailsByHand(ask: Ask): Mailbox {
  const seenAt = new Map<string, string[]>()
  return {
    idsTo: (address) => Promise.resolve([...(seenAt.get(address) ?? [])]),
    async newestTo(address, _, { whole = false } = {}) {
      const link = await asAddress(
        ask,
        'The address of its button (right-click it, and copy the link), or Enter if no mail came',
        ['', `A new mail to ${address} should be in your mailbox now.`],
        true,
      )
      if (link === '') {
        throw new InvitationsError('mail_not_received', `You said that no mail to ${address} came.`, {
          hint: "Look for `fn` in the tenant's log: Monitoring > Logs.",
        })
      }
      const subject = whole ? await ask('Its subject', []) : ''
      const from = whole ? await ask('Its sender’s address', []) : ''
      const id = link
      seenAt.set(address, [id, ...(seenAt.get(address) ?? [])])
      return { id, subject, from: { name: '', address: from.trim() }, html: '', links: [link] } satisfies CaughtMail
    },
  }
}

/** Auth0's pages, opened by a person. */
export function pagesByHand(ask: Ask): Pages {
  const PRIVATELY = ['', 'Open this address in a new private window:']
  return {
    async open(link) {
      const said = await ask('Does it ask for a new password? y, or what it says instead', PRIVATELY, link)
      const asksForPassword = /^y(es)?$/i.test(said.trim())
      return page(link, asksForPassword ? '' : said, { asksForPassword })
    },
    async choosePassword(link, password) {
      const above = ['', `Set this password: ${password}`, 'at the page behind this address, in a new private window:']
      const said = await ask('What the page behind it says', above, link)
      const button = await asAddress(ask, 'Where the button on that page leads, or Enter if it has none', [], true)
      return page(link, said, { links: button === '' ? [] : [button] })
    },
    async signIn(address, { email, password }, callback) {
      const above = [
        '',
        `Sign in as ${email}, with the password ${password}`,
        'at this address, in a new private window:',
      ]
      const question = `The address where you end up, if it begins with ${callback}; otherwise what the page says`
      const ended = await ask(question, above, address)
      return ended.trim().startsWith(callback) ? page(ended.trim(), '') : page(address, ended)
    },
    async forgotPassword(address, email) {
      const above = ['', `Click “Forgot password?” and give ${email}`, 'at this address, in a new private window:']
      return page(address, await ask('What the page behind it says', above, address))
    },
    close: () => Promise.resolve(),
  }
}

function page(address: string, text: string, more: Partial<Page> = {}): Page {
  return { address, text: text.trim(), asksForPassword: false, links: [], ...more }
}

async function asAddress(ask: Ask, question: string, above: readonly string[], orNone: boolean): Promise<string> {
  for (let lines = above; ; lines = ['That is not an address: it begins with https://.']) {
    const typed = (await ask(question, lines)).trim()
    if ((orNone && typed === '') || parseUrl(typed) !== undefined) return typed
  }
}
