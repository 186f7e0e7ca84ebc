import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  homeOf,
  isPlainClientId,
  landingsInSecret,
  landingsOf,
  landingsToSecret,
  mayLead,
  noLandings,
} from '../../../../actions/invitation/landings.ts'
import { anyCharacter } from '../../../hostile-text.ts'

const shop = 'https://shop.example.com'
const admin = 'https://admin.example.com'
const both = () =>
  landingsOf({
    allowedOrigins: ['https://www.example.com'],
    appUrl: 'https://app.example.com/login?a=b',
    clientId: 'shop',
    callbacks: { shop: [`${shop}/callback`], admin: [`${admin}/callback`] },
  })

describe('the origins where invitations may lead', () => {
  it('come from the setting for every app, and from the app’s own address and callbacks for the app', () => {
    expect(both()).toEqual({
      every: { origins: ['https://www.example.com'] },
      apps: {
        shop: { origins: ['https://app.example.com', shop], home: 'https://app.example.com/login?a=b' },
        admin: { origins: [admin] },
      },
    })
  })

  it('include the app’s own address for every app, if no app is named', () => {
    expect(landingsOf({ appUrl: 'HTTPS://App.example.com' })).toEqual({
      every: { origins: ['https://app.example.com'], home: 'https://app.example.com/' },
      apps: {},
    })
  })

  it('include the app’s own address, even without callbacks', () => {
    expect(landingsOf({ appUrl: 'https://app.example.com/login', clientId: 'shop' })).toEqual({
      every: { origins: [] },
      apps: { shop: { origins: ['https://app.example.com'], home: 'https://app.example.com/login' } },
    })
  })

  it('are empty if nothing is named, or an app has no origin', () => {
    expect(landingsOf({})).toEqual(noLandings)
    expect(landingsOf({ clientId: 'shop', callbacks: { shop: [], admin: ['com.example://cb'] } })).toEqual(noLandings)
  })

  it.each([
    ['a wildcard', 'https://*.example.com/cb'],
    ['a placeholder', 'https://{organization_name}.example.com/cb'],
    ['a mobile app', 'com.example.app://cb'],
    ['a developer’s machine', 'http://localhost:3000/cb'],
    ['a developer’s machine over https', 'https://localhost:3000/cb'],
    ['a developer’s machine by its number', 'http://127.0.0.1/cb'],
    ['code', "https://a'{{b}}.example/cb"],
    ['nonsense', 'nonsense'],
  ])('leave out a callback with %s', (_, callback) => {
    expect(landingsOf({ clientId: 'shop', callbacks: { shop: [callback, `${shop}/cb`] } })).toEqual({
      every: { origins: [] },
      apps: { shop: { origins: [shop] } },
    })
  })

  it('may be on a developer’s machine, from the setting or the app’s own address', () => {
    const { every } = landingsOf({ allowedOrigins: ['http://localhost:4000'], appUrl: 'http://127.0.0.1:3000/' })
    expect(every.origins).toEqual(['http://127.0.0.1:3000', 'http://localhost:4000'])
  })

  it('leave out settings that make no sense', () => {
    expect(landingsOf({ allowedOrigins: ['https://a.example/path', '*'], appUrl: 'javascript:alert(1)' })).toEqual(
      noLandings,
    )
    expect(landingsOf({ appUrl: "https://a'b.example/" })).toEqual(noLandings)
  })

  it('are the same in any order, and if an origin is named twice', () => {
    const callbacks = [`${shop}/a`, 'https://a.example.com/cb', `${shop}/b`]
    const one = landingsOf({ clientId: 'shop', callbacks: { shop: callbacks, admin: [`${admin}/cb`] } })
    const other = landingsOf({ clientId: 'shop', callbacks: { admin: [`${admin}/cb`], shop: callbacks.toReversed() } })
    expect(other).toEqual(one)
    expect(Object.keys(other.apps)).toEqual(Object.keys(one.apps))
  })
})

describe('whether an invitation may lead to an address', () => {
  it.each([
    ['a page of the app', `${shop}/welcome`, 'shop', true],
    ['a page that the setting names', 'https://www.example.com/', 'shop', true],
    ['the same for another app', 'https://www.example.com/', 'unknown', true],
    ['the same for no app', 'https://www.example.com/', undefined, true],
    ['a page of another app', `${admin}/welcome`, 'shop', false],
    ['a page of the app, for no app', `${shop}/welcome`, undefined, false],
    ['a page of the app, for an app that nobody named', `${shop}/welcome`, 'constructor', false],
    ['a look-alike', `${shop}.evil.example/`, 'shop', false],
    ['a script', 'javascript:alert(1)', 'shop', false],
  ])('%s', (_, address, client_id, expected) => {
    expect(mayLead(address, client_id, both())).toBe(expected)
  })

  it('the app’s own address is for invitations to it', () => {
    expect(homeOf('shop', both())).toBe('https://app.example.com/login?a=b')
    for (const other of ['admin', 'constructor', undefined]) expect(homeOf(other, both())).toBeUndefined()
    const callbacks = { admin: [`${admin}/callback`] }
    const general = landingsOf({ appUrl: 'https://app.example.com/', callbacks })
    for (const any of ['admin', 'shop', undefined]) expect(homeOf(any, general)).toBe('https://app.example.com/')
  })
})

describe('the secret of the Action', () => {
  it('names origins, and those of an app behind its client id', () => {
    expect(landingsToSecret(both())).toBe(`https://www.example.com,admin=${admin},shop=https://app.example.com ${shop}`)
    expect(landingsToSecret(noLandings)).toBe('')
  })

  it('reads back as it was written, except for the app’s own address, which only the template needs', () => {
    const { every, apps } = landingsInSecret(landingsToSecret(both()))
    expect(every).toEqual(both().every)
    expect(apps).toEqual({ admin: both().apps['admin'], shop: { origins: both().apps['shop']?.origins } })
    expect(landingsInSecret('')).toEqual(noLandings)
  })

  it('can also be read as people write it', () => {
    expect(landingsInSecret(' https://a.example , shop=https://b.example  https://c.example ,')).toEqual({
      every: { origins: ['https://a.example'] },
      apps: { shop: { origins: ['https://b.example', 'https://c.example'] } },
    })
  })

  it('leads nowhere if it makes no sense, and never throws', () => {
    expect(landingsInSecret('https://a.example/path,shop=*,=,==https://b.example')).toEqual({
      every: { origins: [] },
      apps: { shop: { origins: [] }, '': { origins: [] } },
    })
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (secret) => {
        expect(mayLead('https://evil.example/', 'shop', landingsInSecret(secret))).toBe(false)
      }),
    )
  })
})

describe('a client id', () => {
  it.each(['WH1EPcHEG1cDaVETcAYB8hNXOnAXS6u8', 'https://app.example.com/client.json', 'tpc_1-2'])('is %s', (id) => {
    expect(isPlainClientId(id)).toBe(true)
  })

  it.each(['', "a'b", 'a b', 'a,b', 'a=b', '{{a}}', 'a\n', 'ä'])('is not %j', (id) => {
    expect(isPlainClientId(id)).toBe(false)
  })
})
