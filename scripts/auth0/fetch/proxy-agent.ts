// In its own file (dist/proxy-agent.cjs), which is loaded only for a call through a proxy.
import { Pool, ProxyAgent, type Dispatcher as Undici } from 'undici'

type Dispatcher = NonNullable<RequestInit['dispatcher']>

const agents = new Map<string, ProxyAgent>()

/**
 * What Node's fetch accepts as `dispatcher`: opens a tunnel through the proxy (CONNECT). There is one for each proxy,
 * which keeps its connections open.
 */
export function dispatcherOf(address: URL): Dispatcher {
  const known = agents.get(address.href)
  const agent = known ?? new ProxyAgent({ uri: address.href, clientFactory: failingOnce, ...authorization(address) })
  agents.set(address.href, agent)
  return agent as object as Dispatcher // Node's types describe the same class in another version
}

/**
 * Connections to the proxy. If one is closed before it answers, the library (7.30.2) would retry at once and as fast as
 * it can until the call's time is over. It does so for its own error code, UND_ERR_SOCKET. Here that code stays in the
 * cause.
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

/** The library ignores a user name without a password. */
function authorization({ username, password }: URL): { token?: string } {
  if (username === '') return {}
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { token: `Basic ${Buffer.from(pair).toString('base64')}` }
}
