import { describe, expect, it } from 'vitest'
import { proxyFor } from '../../../../../scripts/auth0/fetch/proxy.ts'

const tenant = new URL('https://acme.eu.auth0.com/api/v2/users')
const proxy = 'http://proxy.example:3128'

describe('the proxy of a call', () => {
  it.each([
    [{}, undefined],
    [{ HTTPS_PROXY: proxy }, proxy],
    [{ https_proxy: proxy, HTTPS_PROXY: 'http://other.example' }, proxy],
    [{ HTTP_PROXY: proxy }, proxy],
    [{ http_proxy: proxy, HTTP_PROXY: 'http://other.example' }, proxy],
    [{ HTTPS_PROXY: proxy, http_proxy: 'http://other.example' }, proxy],
    [{ HTTPS_PROXY: 'proxy.example:3128' }, proxy],
    [{ HTTPS_PROXY: ' ', HTTP_PROXY: proxy }, proxy],
    [{ HTTPS_PROXY: proxy, ALL_PROXY: 'socks5://other.example' }, proxy],
    [{ NO_PROXY: '*', ALL_PROXY: 'socks5://other.example' }, undefined],
  ])('is, with %j, %s', (environment, address) => {
    expect(proxyFor(tenant, environment)?.address.origin).toBe(address)
  })

  it.each([
    ['acme.eu.auth0.com', false],
    ['ACME.eu.Auth0.com', false],
    ['auth0.com', false],
    ['.auth0.com', false],
    ['*.auth0.com', false],
    ['localhost, auth0.com', false],
    ['localhost auth0.com', false],
    ['*', false],
    ['acme.eu.auth0.com:443', false],
    ['', true],
    ['eu.auth0', true],
    ['th0.com', true],
    ['other.eu.auth0.com', true],
    ['acme.eu.auth0.com:8443', true],
  ])('with NO_PROXY %j is used: %s', (list, isUsed) => {
    for (const name of ['NO_PROXY', 'no_proxy']) {
      expect(proxyFor(tenant, { HTTPS_PROXY: proxy, [name]: list }) !== undefined).toBe(isUsed)
    }
  })

  it.each([
    [{ HTTPS_PROXY: 'socks5://proxy.example:1080' }, 'HTTPS_PROXY: a SOCKS proxy cannot be used.'],
    [{ https_proxy: 'ftp://proxy.example' }, 'https_proxy: it is not the address of a proxy.'],
    [{ HTTP_PROXY: 'http://office:100%@proxy.example' }, 'HTTP_PROXY: it is not the address of a proxy.'],
    [{ HTTPS_PROXY: 'http://' }, 'HTTPS_PROXY: it is not the address of a proxy.'],
    [{ ALL_PROXY: proxy }, 'ALL_PROXY: it is not supported.'],
    [{ all_proxy: 'socks5://proxy.example' }, 'all_proxy: it is not supported.'],
  ])('that cannot be used is refused: %j', (environment, sentence) => {
    expect(() => proxyFor(tenant, environment)).toThrow(`${sentence} Nothing was called.`)
  })
})
