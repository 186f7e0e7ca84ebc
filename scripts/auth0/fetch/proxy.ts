import { parseUrl } from '../../../actions/invitation/parse-url.ts'
import { InvitationsError } from '../../ground/errors.ts'
import type { Environment } from '../../ground/settings/invitation-settings.ts'

/** The proxy that a call goes through. */
export interface Proxy {
  address: URL
  /** Host and port, without user name and password. */
  host: string
  /** The variable that names it. */
  setting: string
}

/** The variables in order of precedence; lower case first, as in curl. */
const settings = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY']

/**
 * The proxy for an Auth0 address, from the variables that other programs read too: HTTPS_PROXY, else HTTP_PROXY, unless
 * NO_PROXY names the host. All our calls use https.
 * @returns undefined if it is called directly
 * @throws InvitationsError `settings_incomplete` for an unusable proxy; the message does not repeat its address
 * @see https://everything.curl.dev/usingcurl/proxies/env.html
 */
export function proxyFor(url: URL, environment: Environment): Proxy | undefined {
  if (isExempt(url, valueOf(environment, 'no_proxy') ?? valueOf(environment, 'NO_PROXY') ?? '')) return undefined
  const setting = settings.find((name) => valueOf(environment, name) !== undefined)
  if (setting !== undefined) {
    const address = parsed(setting, valueOf(environment, setting) ?? '')
    return { address, host: address.host, setting }
  }
  const all = ['all_proxy', 'ALL_PROXY'].find((name) => valueOf(environment, name) !== undefined)
  if (all !== undefined) throw unusable(all, 'it is not supported')
  return undefined
}

/** A call that failed on its way through a proxy. */
export class ProxyFailure extends Error {
  /** Host and port. */
  readonly host: string
  readonly setting: string

  constructor({ host, setting }: Proxy, cause: unknown) {
    super(`no answer through the proxy ${host}`, { cause })
    this.name = 'ProxyFailure'
    this.host = host
    this.setting = setting
  }

  /** What the proxy answered instead of opening a tunnel; undefined if it did not answer. */
  get status(): number | undefined {
    for (let error: unknown = this.cause; error instanceof Error; error = error.cause) {
      const [, status] = /^Proxy response \((\d{3})\)/.exec(error.message) ?? []
      if (status !== undefined) return Number(status)
    }
    return undefined
  }
}

/**
 * Node's fetch, through the proxy that the environment names for an address. Before Node 24, fetch ignores these
 * variables. The code that talks to a proxy is loaded with the first call that needs it.
 * @param domain of the tenant
 * @throws InvitationsError `settings_incomplete`, at once, if the tenant's proxy cannot be used
 */
export function proxiedFetch(environment: Environment, domain: string): typeof fetch {
  const tenant = parseUrl(`https://${domain}`)
  if (tenant !== undefined) proxyFor(tenant, environment)
  return async (input, init) => {
    const proxy = proxyFor(new URL(input instanceof Request ? input.url : input), environment)
    if (proxy === undefined) return fetch(input, init)
    const { dispatcherOf } = await import('./proxy-agent.ts')
    try {
      return await fetch(input, { ...init, dispatcher: dispatcherOf(proxy.address) })
    } catch (failure) {
      throw new ProxyFailure(proxy, failure)
    }
  }
}

function valueOf(environment: Environment, name: string): string | undefined {
  return environment[name]?.trim() || undefined
}

/** `example.com`, `.example.com`, `*.example.com`: the host and its subdomains, with or without a port. `*`: all. */
function isExempt({ hostname, port }: URL, list: string): boolean {
  return list.split(/[\s,]+/).some((entry) => {
    if (entry === '*') return true
    const [, host = '', onlyPort] = /^(?:\*?\.)?(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? []
    if (host === '' || (onlyPort !== undefined && onlyPort !== (port || '443'))) return false
    return hostname === host || hostname.endsWith(`.${host}`)
  })
}

function parsed(setting: string, value: string): URL {
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`
  if (/^socks/i.test(address)) throw unusable(setting, 'a SOCKS proxy cannot be used')
  const url = parseUrl(address)
  if (url === undefined || !/^https?:$/.test(url.protocol) || !isDecodable(url)) {
    throw unusable(setting, 'it is not the address of a proxy')
  }
  return url
}

/** A % in a password has to be written as %25, or decoding fails. */
function isDecodable({ username, password }: URL): boolean {
  try {
    decodeURIComponent(username + password)
    return true
  } catch {
    return false
  }
}

function unusable(setting: string, problem: string): InvitationsError {
  return new InvitationsError('settings_incomplete', `${setting}: ${problem}. Nothing was called.`, {
    hint: 'Set HTTPS_PROXY to an HTTP proxy, like http://proxy.example:3128, or name the tenant’s domain in NO_PROXY to call it directly.',
  })
}
