import { beforeEach, describe, expect, it } from 'vitest'
import { stage } from './stage.ts'

const play = stage({ deployed: false })

beforeEach(() => play.tenant.reset())

interface Answer {
  status: number
  type: string | null
  body: unknown
}

async function call(path: string, method = 'GET', body?: object): Promise<Answer> {
  const response = await fetch(`${play.tenant.description.inbox_url}api/v1/${path}`, {
    method,
    ...(body && { body: JSON.stringify(body) }),
  })
  const type = response.headers.get('content-type')
  const text = await response.text()
  return { status: response.status, type, body: type?.startsWith('application/json') ? JSON.parse(text) : text }
}

interface Listed {
  messages_count: number
  messages: { ID: string; To: { Address: string }[] }[]
}

const list = async (path: string) => (await call(path)).body as Listed
const find = (query: string) => list(`search?query=${encodeURIComponent(query)}`)
const addressees = ({ messages }: Listed) => messages.map(({ To }) => To[0]?.Address)

/** Sends a mail with the same template to each, in this order. */
async function mail(addresses: string[], fields: object = {}): Promise<void> {
  const { clients, connection } = play.tenant.description
  const template = {
    ...{ template: 'reset_email', from: '"Grace Hopper" <grace@example.com>', subject: 'For {{ user.email }}' },
    body: '<p>The <b>engine</b> waits.</p><a href="{{ url }}">Open</a>',
    ...{ syntax: 'liquid', enabled: true },
    ...fields,
  }
  await play.tenant.manage('POST', 'email-templates', template)
  for (const email of addresses) {
    const user = { email, password: 'Difference-Engine-2', connection, verify_email: false }
    await play.tenant.manage('POST', 'users', user)
    await play.tenant.post('dbconnections/change_password', { client_id: clients.app.client_id, email, connection })
  }
}

describe('the outbox, read as a mail catcher with Mailpit’s API,', () => {
  it('lists messages from the newest to the oldest, a page at a time', async () => {
    await mail(['ada@example.com', 'bob@example.com', 'cy@example.com'])
    expect(addressees(await list('messages'))).toEqual(['cy@example.com', 'bob@example.com', 'ada@example.com'])
    const page = await call('messages?start=1&limit=1')
    expect(page.body).toMatchObject({ total: 3, unread: 3, messages_count: 3, messages_unread: 3, start: 1, tags: [] })
    expect(addressees(page.body as Listed)).toEqual(['bob@example.com'])
  })

  it('has the sender, recipient, subject, beginning and size of each message', async () => {
    await mail(['ada@example.com'])
    const [mailed] = await play.tenant.outbox('ada@example.com')
    expect((await list('messages')).messages).toEqual([
      {
        ...{ ID: mailed?.id, MessageID: `${mailed?.id}@localhost`, Read: false },
        From: { Name: 'Grace Hopper', Address: 'grace@example.com' },
        To: [{ Name: '', Address: 'ada@example.com' }],
        ...{ Cc: [], Bcc: [], ReplyTo: [], Username: '', Tags: [], Attachments: 0 },
        Subject: 'For ada@example.com',
        Created: mailed?.sent_at,
        Size: mailed?.html.length,
        Snippet: 'The engine waits. Open',
      },
    ])
  })

  it('has the whole message under its id, in HTML and as text, and notes that it was read', async () => {
    await mail(['ada@example.com'])
    const [mailed] = await play.tenant.outbox('ada@example.com')
    expect((await call(`message/${mailed?.id}`)).body).toMatchObject({
      ...{ ID: mailed?.id, Subject: 'For ada@example.com', ReturnPath: 'grace@example.com' },
      ...{ HTML: mailed?.html, Text: mailed?.text, Date: mailed?.sent_at },
      ...{ Inline: [], Attachments: [], ListUnsubscribe: { Header: '', Links: [], Errors: '', HeaderPost: '' } },
    })
    expect((await call('messages')).body).toMatchObject({ total: 1, unread: 0, messages: [{ Read: true }] })
    expect((await call('info')).body).toMatchObject({ Messages: 1, Unread: 0 })
  })

  it('has the newest message as `latest`, of all or of a search', async () => {
    await mail(['ada@example.com', 'bob@example.com'])
    expect((await call('message/latest')).body).toMatchObject({ Subject: 'For bob@example.com' })
    expect((await call('message/latest?query=to:ada@example.com')).body).toMatchObject({
      Subject: 'For ada@example.com',
    })
    expect(await call('message/latest?query=to:nobody@example.com')).toMatchObject({
      ...{ status: 404, body: 'Message not found' },
    })
    expect(await call('message/unknown')).toEqual({ status: 404, type: 'text/plain', body: '404 page not found' })
  })

  it('deletes messages by id, by a search, or all', async () => {
    await mail(['ada@example.com', 'bob@example.com', 'cy@example.com', 'di@example.com'])
    const [mailed] = await play.tenant.outbox('ada@example.com')
    expect(await call('messages', 'DELETE', { IDs: [mailed?.id] })).toEqual({
      ...{ status: 200, type: 'text/plain', body: 'ok' },
    })
    expect(addressees(await list('messages'))).toEqual(['di@example.com', 'cy@example.com', 'bob@example.com'])
    await call('search?query=to:bob@example.com', 'DELETE')
    expect(addressees(await list('messages'))).toEqual(['di@example.com', 'cy@example.com'])
    await call('messages', 'DELETE')
    expect(await list('messages')).toMatchObject({ total: 0, messages: [] })
  })
})

describe('a search in it', () => {
  it.each([
    ['to:ada@example.com', ['ada@example.com']],
    ['to:ADA@EXAMPLE.COM', ['ada@example.com']],
    // As in Mailpit, a part of an address is enough, and _ stands for any character.
    ['to:da@example.com', ['yda@example.com', 'ada@example.com']],
    ['to:_da@example.com', ['yda@example.com', 'ada@example.com']],
    ['to:ada+tag@example.com', []],
    ['from:grace@example.com to:ada@', ['ada@example.com']],
    ['from:"grace hopper" -to:ada@', ['yda@example.com']],
    ['addressed:grace', ['yda@example.com', 'ada@example.com']],
    ['subject:"for ada"', ['ada@example.com']],
    ['!subject:"for ada"', ['yda@example.com']],
    ['"engine waits"', ['yda@example.com', 'ada@example.com']],
    ['engine ada', ['ada@example.com']],
    ['message-id:nothing', []],
  ])('for %s finds %j', async (query, expected) => {
    await mail(['ada@example.com', 'yda@example.com'])
    const found = await find(query)
    expect([addressees(found), found.messages_count]).toEqual([expected, expected.length])
  })

  it('without a query is refused', async () => {
    expect(await call('search?query=%20')).toEqual({ status: 400, type: 'text/plain', body: 'Error: no search query' })
  })
})

describe('the rest of Mailpit’s API', () => {
  it.each(['tags', 'message/latest/raw', 'search?query=has:attachment', 'search?query=before:2026-01-01'])(
    'answers 501: %s',
    async (path) => {
      const { status, body } = await call(path)
      expect([status, body]).toMatchObject([501, { message: expect.stringContaining('does not implement') as string }])
    },
  )
})
