import { parseEnv } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvitationsError } from '../../../../../scripts/ground/errors.ts'
import { withSettings } from '../../../../../scripts/ground/settings/dot-env.ts'

const seed = 19

describe('writing settings to .env', () => {
  it('keeps every other line, byte for byte, and says which lines change', () => {
    const text =
      '\uFEFF# mine\r\nMINE = "a\r\nb"\r\nAUTH0_DOMAIN = old.auth0.com # the old one\r\n\r\n# AUTH0_CLIENT_ID=\r\nlast=1'
    const changed = withSettings(text, { AUTH0_DOMAIN: 'acme.eu.auth0.com', AUTH0_CLIENT_ID: 'id', NEW: 'x' })
    expect(changed.text).toBe(
      '\uFEFF# mine\r\nMINE = "a\r\nb"\r\nAUTH0_DOMAIN = acme.eu.auth0.com # the old one\r\n\r\nAUTH0_CLIENT_ID=id\r\nlast=1\r\nNEW=x\r\n',
    )
    expect(changed.lines).toEqual([
      { before: 'AUTH0_DOMAIN = old.auth0.com # the old one', after: 'AUTH0_DOMAIN = acme.eu.auth0.com # the old one' },
      { before: '# AUTH0_CLIENT_ID=', after: 'AUTH0_CLIENT_ID=id' },
      { after: 'NEW=x' },
    ])
  })

  it('changes nothing if everything is already set, in whatever form', () => {
    const text = 'export A="one"\nB=\'two\' # b\n'
    expect(withSettings(text, { A: 'one', B: 'two' })).toEqual({ text, lines: [] })
  })

  it('changes the last of several lines, which is the one that counts', () => {
    expect(withSettings('A=1\nA=2\n', { A: '3' }).text).toBe('A=1\nA=3\n')
  })

  it('is refused if a line that looks like a setting is inside quotes', () => {
    const attempt = () => withSettings('NOTE="first\nA=1\nlast"\n', { A: '2' })
    expect(attempt).toThrow(InvitationsError)
    expect(attempt).toThrow('.env cannot be changed line by line: see NOTE, A.')
  })

  it('adds only the settings, or is refused', () => {
    const name = fc.constantFrom('A', 'AUTH0_DOMAIN', 'AUTH0_CLIENT_ID', 'OTHER')
    const value = fc.stringMatching(/^[\w.-]{1,20}$/)
    const line = fc.oneof(
      fc.tuple(name, fc.string({ maxLength: 12 })).map(([name, value]) => `${name}=${value}`),
      fc.tuple(name, value).map(([name, value]) => `  export ${name} = "${value}" # why`),
      name.map((name) => `# ${name}=`),
      fc.string({ maxLength: 20 }),
    )
    const file = fc.tuple(fc.array(line), fc.constantFrom('\n', '\r\n')).map(([lines, end]) => lines.join(end))
    fc.assert(
      fc.property(file, fc.dictionary(name, value), (text, settings) => {
        try {
          const changed = withSettings(text, settings)
          expect(parseEnv(changed.text.replaceAll('\r\n', '\n'))).toMatchObject(settings)
          expect(withSettings(changed.text, settings)).toEqual({ text: changed.text, lines: [] })
          const kept = changed.text.split('\n').filter((one) => text.split('\n').includes(one)).length
          expect(kept).toBeGreaterThanOrEqual(text.split('\n').length - changed.lines.length - 1)
        } catch (failure) {
          if (!(failure instanceof InvitationsError)) throw failure
        }
      }),
      { seed },
    )
  })
})
