import { describe, expect, it } from 'vitest'
import { InvitationsError } from '../../../../scripts/ground/errors.ts'
import { mailCatcher, type Mailbox } from '../../../../scripts/verify/mailbox.ts'

const ada = 'ada@example.com'

/** A catcher with given answers by path, and a clock that moves with each wait. */
function at(url: string, answer: (path: string, waits: number) => unknown): { mailbox: Mailbox; calls: string[] } {
  const calls: string[] = []
  let milliseconds = 0
  let waits = 0
  const mailbox = mailCatcher(url, {
    fetch: (address, request) => {
      const { href } = new URL(address)
      calls.push([href, new Headers(request?.headers).get('authorization')].filter(Boolean).join(' '))
      const body = answer(decodeURIComponent(href), waits)
      if (body instanceof Error) return Promise.reject(body)
      return Promise.resolve(body instanceof Response ? body : Response.json(body))
    },
    now: () => milliseconds,
    wait: (time) => {
      milliseconds += time
      waits++
      return Promise.resolve()
    },
  })
  return { mailbox, calls }
}

const listed = (...messages: [string, string][]) => ({
  messages: messages.map(([ID, Address]) => ({ ID, To: [{ Name: '', Address }] })),
})

async function refusal(work: () => unknown): Promise<InvitationsError> {
  try {
    await work()
  } catch (failure) {
    if (failure instanceof InvitationsError) return failure
    throw failure
  }
  throw new Error('Nothing was refused.')
}

describe('mails in a catcher', () => {
  it('are only those to exactly the address, although a search also finds parts of one', async () => {
    const { mailbox, calls } = at('http://localhost:8025', () =>
      listed(['3', 'granada@example.com'], ['2', 'Ada@Example.com'], ['1', ada]),
    )
    expect(await mailbox.idsTo(ada)).toEqual(['2', '1'])
    expect(calls).toEqual(['http://localhost:8025/api/v1/search?query=to%3A%22ada%40example.com%22'])
  })

  it('are requested below the path of the address, with its name and password', async () => {
    const { mailbox, calls } = at('https://me:se%3Acret@mail.example/pit', () => listed())
    await mailbox.idsTo(ada)
    expect(calls[0]).toMatch(/^https:\/\/mail\.example\/pit\/api\/v1\/search\?.* Basic bWU6c2U6Y3JldA==$/)
  })

  it('come newest first, each once, with sender, subject, HTML and links', async () => {
    const html = `<a class="x" href="https://t.example/u?a=1&amp;b=2">one</a> <a href='https://t.example/&#39;&#x27;'>two</a>
<a href="https://t.example/u?a=1&amp;b=2">again</a>`
    const { mailbox } = at('http://localhost:8025/', (path, waits) =>
      path.includes('/message/')
        ? { From: { Name: 'Grace', Address: 'grace@example.com' }, Subject: 'Hello', HTML: html }
        : waits < 3
          ? listed(['1', ada])
          : listed(['2', ada], ['1', ada]),
    )
    expect(await mailbox.newestTo(ada, ['1'])).toEqual({
      ...{ id: '2', from: { name: 'Grace', address: 'grace@example.com' }, subject: 'Hello', html },
      links: ['https://t.example/u?a=1&b=2', "https://t.example/''"],
    })
  })
})

describe('a mail that does not come', () => {
  it.each([
    [listed(['9', 'bob@example.com']), 'It holds mails to other addresses.'],
    [listed(), 'It holds no mail at all.'],
  ])('is reported after the given time, with one request a second', async (messages, beside) => {
    const { mailbox, calls } = at('http://localhost:8025/', (path) => (path.includes('search') ? listed() : messages))
    const { code, summary } = await refusal(() => mailbox.newestTo(ada, [], { withinSeconds: 5 }))
    expect(code).toBe('mail_not_received')
    expect(summary).toBe(`No mail to ${ada} reached the mail catcher at http://localhost:8025/ within 5 s. ${beside}`)
    expect(calls.filter((call) => call.includes('search'))).toHaveLength(6)
  })
})

describe('a catcher that cannot be used', () => {
  it.each([
    [
      new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }),
      'The mail catcher at http://localhost:8025/ did not answer (ECONNREFUSED).',
    ],
    [
      new Response('Unauthorised.', { status: 401 }),
      'The mail catcher at http://localhost:8025/ answered 401 to api/v1/search',
    ],
    [new Response('<!doctype html>'), 'with something that is not JSON.'],
  ])('is reported at once, without the password of its address', async (answer, sentence) => {
    const { mailbox } = at('http://me:secret@localhost:8025/', () => answer)
    const { code, message } = await refusal(() => mailbox.newestTo(ada, []))
    expect(code).toBe('mailbox_failed')
    expect(message).toContain(sentence)
    expect(message).not.toContain('secret')
  })

  it.each(['ask me', 'localhost:8025', 'file:///tmp/mails'])('has no valid address: %s', async (url) => {
    expect((await refusal(() => mailCatcher(url))).code).toBe('usage')
  })
})
