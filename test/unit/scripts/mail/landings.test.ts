import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { landingsOf, mayLead, noLandings, type Landings } from '../../../../actions/invitation/landings.ts'
import { landingBlock, landingsIn, withLandings } from '../../../../scripts/mail/landings.ts'
import { auth0Liquid } from '../../../emulator/mail/liquid.ts'
import { body, subject } from '../../tenant/mail-to.ts'
import { anyCharacter } from '../../../hostile-text.ts'

const landings = landingsOf({
  allowedOrigins: ['https://www.example.com', 'http://localhost:3000'],
  appUrl: 'https://app.example.com/login',
  clientId: 'shop',
  callbacks: { shop: ['https://shop.example.com:8443/cb'], admin: ['https://admin.example.com/cb'] },
})

/** The address that the template leads to for a record, or an empty text. */
function landing(invitations_record: object, deployed: Landings = landings): string {
  const template = `{% assign invitations_landing = '' %}${landingBlock(deployed)}{{ invitations_landing }}`
  return String(auth0Liquid().parseAndRenderSync(template, { invitations_record })).trim()
}

/** Text around an origin that may change the host that is read. */
const pieces = fc.constantFrom(
  ...[
    'https://',
    'https:',
    'http://',
    'HTTPS://',
    '//',
    '/',
    '\\',
    '@',
    ':',
    ':443',
    ':8443',
    '.',
    '?',
    '#',
    '\t',
    '\n',
  ],
  ...['shop.example.com', 'SHOP.example.com', 'app.example.com', 'admin.example.com', 'evil.example', 'localhost:3000'],
  ...['https://shop.example.com:8443/', 'https://app.example.com/', 'javascript:', 'data:', '%2F', '\u0000', 'a', "'"],
  ...['https://www.example.com/', '{{ x }}', '{% raw %}'],
)
const addresses = fc.oneof(
  fc.array(pieces, { maxLength: 5 }).map((all) => all.join('')),
  fc.string({ unit: anyCharacter }),
)

describe('the mail’s button', () => {
  it('leads only to origins that are allowed for its app, whatever the record says', () => {
    const clients = fc.constantFrom('shop', 'admin', 'unknown', 'constructor', undefined)
    fc.assert(
      fc.property(addresses, clients, (redirect_to, client_id) => {
        const address = landing({ redirect_to, client_id })
        if (address === '') return
        expect(mayLead(`${new URL(address).origin}/`, client_id, landings)).toBe(true)
      }),
      { numRuns: 3000 },
    )
  })

  it('leads to every address that the program allows', () => {
    const paths = fc.webPath().map((path) => path.replace(/^([^/]|$)/, '/$1'))
    fc.assert(
      fc.property(
        fc.constantFrom('https://shop.example.com:8443', 'https://www.example.com'),
        paths,
        (origin, path) => {
          const redirect_to = new URL(`${origin}${path}`).href
          expect(landing({ redirect_to, client_id: 'shop' })).toBe(redirect_to)
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('the part of the template that a deploy adds', () => {
  const template = { subject, body }

  it('can be read back from the body, and replaces an earlier one', () => {
    const once = withLandings(template, landings)
    expect(landingsIn(once.body)).toEqual(landings)
    expect(landingsIn(once.subject)).toEqual(landings)
    expect(withLandings(once, landings)).toEqual(once)
    expect(withLandings(once, noLandings)).toEqual(withLandings(template, noLandings))
    const other = landingsOf({ appUrl: 'https://app.example.com/' })
    expect(landingsIn(withLandings(once, other).body)).toEqual(other)
  })

  it('is empty in tenant/', () => {
    expect(landingsIn(body)).toEqual(noLandings)
    expect(withLandings(template, noLandings)).toEqual(template)
  })

  it('can be read if somebody has changed it, as far as it can be printed', () => {
    const changed = withLandings(template, landings).body.replaceAll('shop.example', 'shop\u001b[2J.example')
    expect(landingsIn(changed)?.apps['shop']?.origins).toEqual(['https://app.example.com'])
  })

  it('is not found in another team’s template', () => {
    expect(landingsIn('<a href="{{ url }}">Reset</a>')).toBeUndefined()
    expect(withLandings({ subject: 'Reset', body: '{{ url }}' }, landings)).toEqual({
      subject: 'Reset',
      body: '{{ url }}',
    })
  })

  it.each([
    ['no origins', noLandings],
    ['an address for every app', landingsOf({ appUrl: 'https://app.example.com/' })],
    ['several apps', landings],
  ])('is valid Liquid for Auth0, and one line in the subject, with %s', (_, deployed) => {
    const { subject, body } = withLandings(template, deployed)
    for (const part of [subject, body]) expect(() => auth0Liquid().parse(part)).not.toThrow()
    expect(subject).not.toContain('\n')
  })

  it('holds nothing that would end a text or begin a tag, for any address of the app', () => {
    const appUrl = "https://app.example.com/'%7D?a={{ user.email }}&b={% raw %}#'{{ url }}{% comment %}".replaceAll(
      ' ',
      '',
    )
    const deployed = landingsOf({ appUrl })
    const address = landing({}, deployed)
    expect(address).toMatch(/^https:\/\/app\.example\.com\//)
    expect(address).not.toMatch(/['{}]/)
    expect(new URL(address).hash).toBe('#%27%7B%7Burl%7D%7D%7B%comment%%7D')
    expect(landing({ redirect_to: 'https://app.example.com/x' }, deployed)).toBe('https://app.example.com/x')
  })
})
