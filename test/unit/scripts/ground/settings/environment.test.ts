import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ambientSettings, environmentWithFile } from '../../../../../scripts/ground/settings/environment.ts'
import { encodings } from '../../../../encodings.ts'

const folder = mkdtempSync(join(tmpdir(), 'environment-'))
const file = join(folder, '.env')
const complete = { AUTH0_DOMAIN: 'acme.eu.auth0.com', INVITATIONS_CONNECTION: 'Käufer', INVITATIONS_CLIENT_ID: 'app' }

describe('the environment', () => {
  it('counts more than .env, and an empty value counts as missing', () => {
    writeFileSync(file, 'AUTH0_DOMAIN=from.file\nAUTH0_CLIENT_ID="from file"\nINVITATIONS_CLIENT_ID=\n')
    const environment = { AUTH0_DOMAIN: 'from.environment', AUTH0_CLIENT_ID: '  ' }
    expect(environmentWithFile(environment, file)).toEqual({
      AUTH0_DOMAIN: 'from.environment',
      AUTH0_CLIENT_ID: 'from file',
    })
  })

  it('is enough without .env', () => {
    expect(environmentWithFile({ A: '1' }, '/nowhere/.env')).toEqual({ A: '1' })
  })
})

describe('.env', () => {
  it.each(Object.entries(encodings))('can be read in %s', (_, encode) => {
    const lines = Object.entries(complete).map(([name, value]) => `${name}=${value}`)
    writeFileSync(file, encode(lines.join('\n')))
    expect(environmentWithFile({}, file)).toEqual(complete)
  })

  it('that cannot be read is an error of the commands that need it', () => {
    const place = mkdtempSync(join(tmpdir(), 'environment-'))
    mkdirSync(join(place, '.env'))
    expect(() => environmentWithFile({}, join(place, '.env'))).toThrow('cannot be read: it is a folder.')
    expect(ambientSettings({ A: '1' })).toMatchObject({ ambient: { A: '1' } })
  })
})
