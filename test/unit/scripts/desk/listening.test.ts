import { once } from 'node:events'
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { listen } from '../../../../scripts/desk/listening.ts'

it('a request that comes before the desk is ready waits for its answer, and nothing of it is lost', async () => {
  const listening = await listen(0)
  const sent = request(listening.address, { method: 'POST', headers: { expect: '100-continue', connection: 'close' } })
  sent.flushHeaders()
  await once(sent, 'continue') // the request has arrived
  sent.end('what was sent')
  listening.answerBy((incoming, outgoing) => {
    void text(incoming).then((body) => outgoing.end(`${incoming.method} with ${body}`))
  })
  const [answer] = (await once(sent, 'response')) as [import('node:http').IncomingMessage]
  expect(await text(answer)).toBe('POST with what was sent')
  await listening.close()
})
