import type { Mail } from '../mail/mail.ts'

interface Address {
  Name: string
  Address: string
}

/** A message in a list (axllent/mailpit, internal/storage/structs.go). */
export interface MessageSummary {
  ID: string
  MessageID: string
  Read: boolean
  From: Address
  To: Address[]
  Cc: Address[]
  Bcc: Address[]
  ReplyTo: Address[]
  Subject: string
  /** When it was received. */
  Created: string
  Username: string
  Tags: string[]
  /** In bytes. */
  Size: number
  /** How many there are. */
  Attachments: number
  /** The beginning, at most 250 characters. */
  Snippet: string
}

const SNIPPET_LENGTH = 250

export function summaryOf(mail: Mail, isRead: boolean): MessageSummary {
  return {
    ...headOf(mail),
    Read: isRead,
    Created: mail.sent_at,
    Attachments: 0,
    Snippet: mail.text.replace(/\s+/g, ' ').slice(0, SNIPPET_LENGTH),
  }
}

/** A whole message (the same source). If a mail is only HTML, Mailpit makes the text itself, as the outbox does. */
export function messageOf(mail: Mail): object {
  return {
    ...headOf(mail),
    ReturnPath: addressOf(mail.from).Address,
    ListUnsubscribe: { Header: '', Links: [], Errors: '', HeaderPost: '' },
    Date: mail.sent_at,
    Text: mail.text,
    HTML: mail.html,
    Inline: [],
    Attachments: [],
  }
}

function headOf({ id, from, to, subject, html }: Mail) {
  const nobody: Address[] = []
  return {
    ID: id,
    MessageID: `${id}@localhost`,
    From: addressOf(from),
    To: [{ Name: '', Address: to }],
    ...{ Cc: nobody, Bcc: nobody, ReplyTo: nobody },
    Subject: subject,
    Username: '',
    Tags: [] as string[],
    Size: Buffer.byteLength(html),
  }
}

/** `Grace <grace@example.com>`, with or without a name. */
function addressOf(sender: string): Address {
  const [, name, address] = /^(.*?)\s*<([^<>]*)>\s*$/.exec(sender) ?? []
  return { Name: name?.replace(/^"(.*)"$/, '$1') ?? '', Address: address ?? sender.trim() }
}
