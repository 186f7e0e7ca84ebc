import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { encodings } from '../encodings.ts'
import { errorIn, objects, stage } from './stage.ts'

const deployed = stage({ deployed: true })
const fresh = stage({ deployed: false })

/** A folder with files in tenant/env, like the repository. */
function checkout(files: Record<string, unknown>, dotEnv?: string | Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'environments-'))
  mkdirSync(join(folder, 'tenant', 'env'), { recursive: true })
  for (const [name, content] of Object.entries(files)) {
    const text = typeof content === 'string' ? content : JSON.stringify(content)
    writeFileSync(join(folder, 'tenant', 'env', `${name}.json`), content instanceof Uint8Array ? content : text)
  }
  if (dotEnv !== undefined) writeFileSync(join(folder, '.env'), dotEnv)
  return folder
}

/** A file about a tenant; its secret is a variable of the environment. */
function of({ tenant }: typeof deployed, variable: string) {
  const { AUTH0_DOMAIN, AUTH0_CLIENT_ID, INVITATIONS_CLIENT_ID } = tenant.settings
  return { AUTH0_DOMAIN, AUTH0_CLIENT_ID, INVITATIONS_CLIENT_ID, AUTH0_CLIENT_SECRET: `##${variable}##` }
}

/** Runs with nothing but the secrets in the environment. */
function run(args: string[], folder: string, more: Record<string, string | undefined> = {}) {
  const secrets = {
    STAGING_SECRET: deployed.tenant.settings['AUTH0_CLIENT_SECRET'],
    PROD_SECRET: fresh.tenant.settings['AUTH0_CLIENT_SECRET'],
  }
  const none = { AUTH0_DOMAIN: undefined, AUTH0_CLIENT_ID: undefined, AUTH0_CLIENT_SECRET: undefined }
  return deployed.invitations(args, { ...none, INVITATIONS_CLIENT_ID: undefined, ...secrets, ...more }, folder)
}

const both = () => checkout({ prod: of(fresh, 'PROD_SECRET'), staging: of(deployed, 'STAGING_SECRET') })

describe('--env', () => {
  it('takes the settings of a file, with its secrets from the environment', async () => {
    const staging = await run(['deploy', 'plan', '--env', 'staging', '--json'], both())
    expect(objects(staging).at(-1)).toMatchObject({ domain: deployed.tenant.description.domain, changes: 0 })
    expect(staging.exitCode).toBe(0)
    const invited = await run(['invite', 'ada@example.com', '--env', 'prod'], both())
    expect(invited.exitCode).toBe(0)
    expect(await fresh.tenant.outbox('ada@example.com')).toHaveLength(1)
  })

  it.each([
    ['an unknown name', 'test', {}, 'There are: prod, staging.'],
    ['a variable that is not set', 'staging', { STAGING_SECRET: undefined }, 'needs the variable STAGING_SECRET'],
  ])('%s: an error, and no call', async (_, name, more, sentence) => {
    await deployed.tenant.forgetRequests()
    const ended = await run(['deploy', 'plan', '--env', name, '--json'], both(), more)
    expect([ended.exitCode, errorIn(ended).code]).toEqual([2, 'settings_incomplete'])
    expect(errorIn(ended).message + errorIn(ended).hint).toContain(sentence)
    expect(await deployed.tenant.requests()).toEqual([])
  })

  it.each([
    ['invalid JSON', '{"AUTH0_DOMAIN": ', 'is not valid JSON'],
    ['a list instead of an object', '[]', 'is not a JSON object'],
    ['a number', { AUTH0_DOMAIN: 1 }, 'AUTH0_DOMAIN is not text'],
    ['a list', { AUTH0_DOMAIN: ['a'] }, 'AUTH0_DOMAIN is not text'],
    ['a variable that every object has', { AUTH0_DOMAIN: '##constructor##' }, 'needs the variable constructor'],
    ['a secret that is written out', { AUTH0_CLIENT_SECRET: 'hush-hush' }, 'AUTH0_CLIENT_SECRET is a secret'],
  ])('a file with %s: an error', async (_, content, sentence) => {
    const ended = await run(['doctor', '--env', 'broken', '--json'], checkout({ broken: content }))
    expect([ended.exitCode, errorIn(ended).code]).toEqual([2, 'settings_incomplete'])
    expect(errorIn(ended).message).toContain(sentence)
    expect(ended.stderr).not.toContain('hush-hush')
  })
})

describe('a file of settings', () => {
  it.each(Object.entries(encodings))('is read (%s)', async (_, encode) => {
    const settings = of(deployed, 'STAGING_SECRET')
    const json = checkout({ staging: encode(JSON.stringify(settings, null, 2)) })
    expect(await run(['list', '--env', 'staging'], json)).toMatchObject({ exitCode: 0, stderr: '' })
    const lines = Object.entries({ ...settings, AUTH0_CLIENT_SECRET: deployed.tenant.settings['AUTH0_CLIENT_SECRET'] })
    const dotEnv = checkout({}, encode(lines.map(([name, value]) => `${name}=${value}`).join('\n')))
    expect(await run(['list'], dotEnv)).toMatchObject({ exitCode: 0, stderr: '' })
  })

  it('that cannot be read is an error of each command that needs it, and of no other', async () => {
    const latin1 = checkout({}, Buffer.from('AUTH0_DOMAIN=acme.eu.auth0.com\n# Größe\n', 'latin1'))
    const ended = await run(['list', '--json'], latin1, deployed.tenant.settings)
    expect([ended.exitCode, errorIn(ended)]).toMatchObject([
      2,
      { code: 'unreadable_file', message: 'Line 2 of .env is not UTF-8.' },
    ])
    const folder = checkout({})
    mkdirSync(join(folder, '.env'))
    const told = await run(['invite', 'ada@example.com'], folder, deployed.tenant.settings)
    expect([told.exitCode, told.stderr]).toEqual([
      2,
      expect.stringContaining('.env cannot be read: it is a folder.') as string,
    ])
    expect((await run(['list', '--help'], folder)).exitCode).toBe(0)
    expect((await run(['completion', 'bash'], folder)).exitCode).toBe(0)
    writeFileSync(join(folder, 'people.csv'), 'email\nada@example.com\n')
    expect((await run(['import', 'people.csv', '--check'], folder)).exitCode).toBe(0)
  })

  it('with a misspelt name: the error names it, even if .env has the right name for another tenant', async () => {
    await deployed.tenant.forgetRequests()
    const { AUTH0_DOMAIN, ...others } = of(deployed, 'STAGING_SECRET')
    const folder = checkout({ staging: { ...others, AUTHO_DOMAIN: AUTH0_DOMAIN } }, `AUTH0_DOMAIN=${AUTH0_DOMAIN}\n`)
    const ended = await run(['list', '--env', 'staging', '--json'], folder)
    expect([ended.exitCode, errorIn(ended).code]).toEqual([2, 'settings_incomplete'])
    expect(errorIn(ended).message).toContain('AUTHO_DOMAIN: there is no such setting. Did you mean AUTH0_DOMAIN?')
    const misspelt = await run(['list', '--json'], checkout({}, `AUTH0_DOMIAN=${AUTH0_DOMAIN}\n`))
    expect(errorIn(misspelt).message).toContain('AUTH0_DOMIAN: there is no such setting. Did you mean AUTH0_DOMAIN?')
    expect(await deployed.tenant.requests()).toEqual([])
  })
})

describe('deploy plan --all', () => {
  it('checks every tenant, and ends with 3 if one is not as declared', async () => {
    const ended = await run(['deploy', 'plan', '--all'], both())
    expect(ended.exitCode).toBe(3)
    expect(ended.stdout.indexOf('\nprod\n')).toBeLessThan(ended.stdout.indexOf('\nstaging\n'))
    expect(ended.stdout).toContain(`${deployed.tenant.description.domain} already matches tenant/ and the settings.`)
  })

  it('ends with 0 if all are as declared', async () => {
    const folder = checkout({ one: of(deployed, 'STAGING_SECRET'), two: of(deployed, 'STAGING_SECRET') })
    expect((await run(['deploy', 'plan', '--all'], folder)).exitCode).toBe(0)
  })

  it('shows the others if one has an error', async () => {
    const folder = checkout({ a: { AUTH0_DOMAIN: 'x' }, b: of(fresh, 'PROD_SECRET') })
    const ended = await run(['deploy', 'plan', '--all'], folder)
    expect(ended.exitCode).toBe(2)
    expect(ended.stderr).toContain('(settings_incomplete)')
    expect(ended.stdout).toContain('Action accept-invitation')
  })

  it('without any environment, says how to write one', async () => {
    const ended = await run(['deploy', 'plan', '--all', '--json'], checkout({}))
    expect([ended.exitCode, errorIn(ended).code]).toEqual([2, 'settings_incomplete'])
  })
})
