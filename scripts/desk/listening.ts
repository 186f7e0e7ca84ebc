// The part of the desk that starts before the rest is loaded. It needs nothing but Node.
import { createServer, type RequestListener } from 'node:http'
import { secret } from './secret.ts'

/** An open port of this machine. Requests wait until there is a listener to answer them. */
export interface Listening {
  port: number
  /** What the one browser has to send. */
  key: string
  /** Contains the key. Only for the browser of the person who started the desk. */
  address: string
  /** From now on, the listener answers. Requests that have been waiting come first, in order. */
  answerBy(listener: RequestListener): void
  close(): Promise<void>
}

/**
 * Listens on 127.0.0.1.
 * @param wanted port; 0 takes a free one
 */
export async function listen(wanted: number): Promise<Listening> {
  let answerBy: Listening['answerBy'] = () => undefined
  const answering = new Promise<RequestListener>((resolve) => (answerBy = resolve))
  const server = createServer((incoming, outgoing) => {
    void answering.then((listener) => listener(incoming, outgoing))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(wanted, '127.0.0.1', resolve)
  })
  const at = server.address()
  const port = typeof at === 'object' && at !== null ? at.port : wanted
  const key = secret()
  return {
    ...{ port, key, answerBy },
    address: `http://127.0.0.1:${port}/?key=${key}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeIdleConnections()
      }),
  }
}
