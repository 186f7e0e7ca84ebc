// In a file of its own (dist/proxy-agent.cjs), which only a call through a proxy loads.
import { Pool, ProxyAgent, type Dispatcher as Undici } from 'undici'

type Dispatcher = NonNullable<RequestInit['dispatcher']>

const agents = new Map<string, ProxyAgent>()

/** What Node's fetch takes as `dispatcher`: opens a way through the proxy (CONNECT). One for each proxy, which keeps its ways open. */
export function dispatcherOf(address: URL): Dispatcher {
  const known = agents.get(address.href)
  const agent = known ?? new ProxyAgent({ uri: address.href, clientFactory: failingOnce, ...authorization(address) })
  agents.set(address.href, agent)
  return agent as object as Dispatcher // Node's types describe the same class, of another version
}

/**
 * Connections to the proxy. Where one is closed before it answers, the library (7.30.2) would try again at once, as fast as it
 * can, until the call's time is over: it does so for the code of its own error, UND_ERR_SOCKET, which stays in the cause here.
 */
function failingOnce(proxy: URL, options: object): Undici {
  const pool = new Pool(proxy, options)
  const connect = (request: Undici.ConnectOptions): Promise<Undici.ConnectData> =>
    new Promise((resolve, reject) => {
      Pool.prototype.connect.call(pool, request, (failure, data) => {
        if (failure === null) resolve(data)
        else reject(new Error('the proxy refused the connection', { cause: failure }))
      })
    })
  return Object.assign(pool, { connect })
}

/** The library itself leaves out a user name that has no password. */
function authorization({ username, password }: URL): { token?: string } {
  if (username === '') return {}
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { token: `Basic ${Buffer.from(pair).toString('base64')}` }
}
