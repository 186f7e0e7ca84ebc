import { setTimeout as sleep } from 'node:timers/promises'
import { parseUrl } from '../../actions/invitation/parse-url.ts'
import { InvitationsError } from '../ground/errors.ts'
import { listAt, textAt } from '../ground/unknown.ts'

/** A mail as the recipient got it. */
export interface CaughtMail {
  id: string
  from: { name: string; address: string }
  subject: string
  html: string
  /** Targets of the links in the HTML, in order and without repeats. */
  links: string[]
}

/** How to wait for a mail. */
export interface Awaiting {
  /** How long to wait, in seconds. Default: 60. */
  withinSeconds?: number
  /** Whether its subject, sender and text matter too, not only its links. Default: false. */
  whole?: boolean
}

/** Where a program can read the mails that a tenant has sent. */
export interface Mailbox {
  /** The ids of the mails to exactly this address, in any letter case, newest first. */
  idsTo(address: string): Promise<string[]>
  /**
   * The newest mail to the address, apart from those seen before.
   * @param seen ids that `idsTo` returned before the mail was asked for
   * @throws InvitationsError `mail_not_received` if none came in time; `mailbox_failed`
   */
  newestTo(address: string, seen: readonly string[], how?: Awaiting): Promise<CaughtMail>
}

/** What a mailbox uses of the machine. */
export interface MailboxMachine {
  fetch: typeof fetch
  /** Milliseconds since any fixed moment. */
  now: () => number
  wait: (milliseconds: number) => Promise<void>
}

const machine: MailboxMachine = {
  fetch: (...request) => fetch(...request),
  now: () => performance.now(),
  wait: (milliseconds) => sleep(milliseconds),
}

/** In milliseconds. */
const BETWEEN_LOOKS = 1000

/** In milliseconds. A mail catcher is usually nearby. */
const LONGEST_ANSWER = 10_000

/**
 * Reads mails from a catcher that has Mailpit's HTTP API.
 * @param url its address, like `http://localhost:8025/`, with a name and a password if it needs them. The inbox_url of a
 *   local tenant works too
 * @throws InvitationsError `usage` if the address is not valid
 * @see https://mailpit.axllent.org/docs/api-v1/
 */
export function mailCatcher(url: string, { fetch, now, wait }: MailboxMachine = machine): Mailbox {
  const { address: catcher, headers } = partsOf(url)

  async function read(path: string): Promise<unknown> {
    const response = await fetch(new URL(path, catcher), {
      headers,
      signal: AbortSignal.timeout(LONGEST_ANSWER),
    }).catch((cause: unknown) => {
      throw failed(`The mail catcher at ${catcher.href} did not answer (${reasonOf(cause)}).`, cause)
    })
    if (!response.ok) throw failed(`The mail catcher at ${catcher.href} answered ${response.status} to ${path}.`)
    return response.json().catch((cause: unknown) => {
      throw failed(`The mail catcher at ${catcher.href} answered ${path} with something that is not JSON.`, cause)
    })
  }

  /** The search also finds parts of addresses, so the results are filtered. */
  async function idsTo(address: string): Promise<string[]> {
    const found = await read(`api/v1/search?query=${encodeURIComponent(`to:"${address}"`)}`)
    return listAt(found, 'messages')
      .filter((message) => listAt(message, 'To').some((to) => isSame(textAt(to, 'Address'), address)))
      .map((message) => textAt(message, 'ID'))
  }

  async function newestTo(
    address: string,
    seen: readonly string[],
    { withinSeconds = 60 }: Awaiting = {},
  ): Promise<CaughtMail> {
    const end = now() + withinSeconds * 1000
    for (;;) {
      const id = (await idsTo(address)).find((one) => !seen.includes(one))
      if (id !== undefined) return mailIn(id, await read(`api/v1/message/${encodeURIComponent(id)}`))
      const left = end - now()
      if (left <= 0) throw await notReceived(address, withinSeconds)
      await wait(Math.min(BETWEEN_LOOKS, left))
    }
  }

  async function notReceived(address: string, withinSeconds: number): Promise<InvitationsError> {
    const others = listAt(await read('api/v1/messages?limit=1'), 'messages').length > 0
    const beside = others ? 'It holds mails to other addresses.' : 'It holds no mail at all.'
    return new InvitationsError(
      'mail_not_received',
      `No mail to ${address} reached the mail catcher at ${catcher.href} within ${withinSeconds} s. ${beside}`,
      { hint: "Make the catcher the SMTP host of the tenant's email provider, or look for `fn` in the tenant's log." },
    )
  }

  return { idsTo, newestTo }
}

/** fetch does not accept a password in an address. */
function partsOf(url: string): { address: URL; headers: Record<string, string> } {
  const address = parseUrl(url)
  if (address === undefined || !/^https?:$/.test(address.protocol)) {
    const hint = "Give the catcher's address, like http://localhost:8025/"
    throw new InvitationsError('usage', 'The mailbox is not an address that begins with http: or https:.', { hint })
  }
  const { username, password } = address
  Object.assign(address, { username: '', password: '', search: '', hash: '' })
  if (!address.pathname.endsWith('/')) address.pathname += '/'
  if (username === '') return { address, headers: {} }
  const pair = `${decoded(username)}:${decoded(password)}`
  return { address, headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } }
}

/** Unchanged if a % in it does not encode anything. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function mailIn(id: string, message: unknown): CaughtMail {
  const html = textAt(message, 'HTML')
  return {
    id,
    from: { name: textAt(message, 'From', 'Name'), address: textAt(message, 'From', 'Address') },
    subject: textAt(message, 'Subject'),
    html,
    links: linksIn(html),
  }
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function linksIn(html: string): string[] {
  const targets = [...html.matchAll(/<a\b[^>]*?\bhref=(?:"([^"]*)"|'([^']*)')/gi)].map(([, one, other]) =>
    (one ?? other ?? '').replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal, hex, name: string) => {
      if (decimal !== undefined || hex !== undefined) return String.fromCodePoint(Number(decimal ?? `0x${hex}`))
      return entities[name] ?? whole
    }),
  )
  return [...new Set(targets)]
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

/** fetch only says that it failed; the cause says why. */
function reasonOf(failure: unknown): string {
  return textAt(failure, 'cause', 'code') || textAt(failure, 'cause', 'message') || textAt(failure, 'message')
}

function failed(message: string, cause?: unknown): InvitationsError {
  const hint = 'Check that the address is right and that Mailpit, or what speaks its API, runs there.'
  return new InvitationsError('mailbox_failed', message, { hint, cause })
}
