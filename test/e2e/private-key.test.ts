import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SignJWT } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { createInvitations } from '../../scripts/invitations/index.ts'
import { errorIn, stage } from './stage.ts'

const play = stage({ deployed: false })
const folder = mkdtempSync(join(tmpdir(), 'private-key-'))
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

/** Writes a key as OpenSSL does, and names the file. */
function fileWith(name: string, key: KeyObject | string, type: 'pkcs8' | 'pkcs1' | 'spki' = 'pkcs8'): string {
  const path = join(folder, name)
  writeFileSync(path, typeof key === 'string' ? key : key.export({ type, format: 'pem' }))
  return path
}

/** An app with every scope and the key as its only credential. @returns its client id */
async function appWithKey(alg = 'RS256'): Promise<string> {
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const credentials = [{ credential_type: 'public_key', name: 'key', pem, alg }]
  const { body } = await play.tenant.manage('POST', 'clients', {
    ...{ name: `key ${alg}`, app_type: 'non_interactive', grant_types: ['client_credentials'] },
    client_authentication_methods: { private_key_jwt: { credentials } },
  })
  const { client_id } = body as { client_id: string }
  const scopes = ['invitations-admin', 'invitations-deploy'].flatMap((app) => declared(app))
  const audience = `${play.tenant.description.issuer}api/v2/`
  await play.tenant.manage('POST', 'client-grants', { client_id, audience, scope: [...new Set(scopes)] })
  return client_id
}

function declared(app: string): string[] {
  return (JSON.parse(readFileSync(join('tenant', 'grants', `${app}.json`), 'utf8')) as { scope: string[] }).scope
}

const none = { AUTH0_CLIENT_SECRET: undefined }
let clientId: string
beforeAll(async () => {
  clientId = await appWithKey()
})

/** Settings of the app with the key, and no secret. */
const byKey = (file: string, more: Record<string, string> = {}) => ({
  ...none,
  AUTH0_CLIENT_ID: clientId,
  AUTH0_CLIENT_SIGNING_KEY_PATH: file,
  ...more,
})

describe('with a private key instead of a secret', () => {
  it('the program deploys, by the Deploy CLI, and invites; it sends no secret', async () => {
    const settings = byKey(fileWith('key.pem', privateKey))
    const deploy = await play.invitations(['deploy', 'apply', '--yes'], settings)
    expect(deploy).toMatchObject({ exitCode: 0, stderr: '' })
    expect((await play.invitations(['invite', 'ada@example.com'], settings)).exitCode).toBe(0)
    expect((await play.tenant.outbox('ada@example.com'))[0]?.subject).toContain('You are invited')
  })

  it('the library does the same, and takes the key itself', async () => {
    const { domain, clients } = play.tenant.description
    const credentials = { clientId, signingKey: pkcs8 }
    const invitations = createInvitations({ domain, credentials, clientId: clients.app.client_id })
    expect(await invitations.invite({ email: 'bob@example.com' })).toMatchObject({ outcome: 'invited' })
  })

  it('the key may be in OpenSSL’s older form, and may sign with another algorithm that the app has', async () => {
    const older = fileWith('older.pem', privateKey, 'pkcs1')
    expect((await play.invitations(['list'], byKey(older))).exitCode).toBe(0)
    const AUTH0_CLIENT_ID = await appWithKey('PS256')
    const settings = byKey(older, { AUTH0_CLIENT_ID, AUTH0_CLIENT_SIGNING_ALGORITHM: 'PS256' })
    expect((await play.invitations(['list'], settings)).exitCode).toBe(0)
  })

  it('a key that is not the app’s is refused by Auth0, and no part of it is shown', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    const ended = await play.invitations(['list', '--json'], byKey(fileWith('other.pem', other)))
    expect([ended.exitCode, errorIn(ended).code]).toEqual([2, 'wrong_credentials'])
    expect(errorIn(ended).hint).toContain('the key in AUTH0_CLIENT_SIGNING_KEY_PATH')
    const line = other.export({ type: 'pkcs8', format: 'pem' }).toString().split('\n')[3] ?? ''
    expect(ended.stdout + ended.stderr).not.toContain(line.slice(0, 20))
  })

  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey
  const locked = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'hush' } as const
  it.each([
    ['does not exist', join(folder, 'gone.pem'), 'there is no such file'],
    ['is a folder', folder, 'it is a folder'],
    ['is the key itself', pkcs8, 'it is the key itself; save the key in a file, and set its path'],
    ['has the public key', fileWith('public.pem', publicKey, 'spki'), 'it is the public part'],
    ['has a key with a passphrase', fileWith('locked.pem', privateKey.export(locked).toString()), 'it is encrypted'],
    ['has a key of another kind', fileWith('ec.pem', ec), 'it is not an RSA key'],
    ['has a short key', fileWith('short.pem', short), 'it has fewer than 2048 bits'],
    ['has no key', fileWith('none.pem', 'hello'), 'it is not a private key in PEM'],
  ])('a file that %s is refused with the settings', async (_, file, sentence) => {
    await play.tenant.forgetRequests()
    const ended = await play.invitations(['list', '--json'], byKey(file))
    expect([ended.exitCode, errorIn(ended).code]).toEqual([2, 'settings_incomplete'])
    expect(errorIn(ended).message).toContain('AUTH0_CLIENT_SIGNING_KEY_PATH: ')
    expect(errorIn(ended).message).toContain(sentence)
    expect(ended.stderr).not.toContain(pkcs8.split('\n')[3])
    expect(await play.tenant.requests()).toEqual([])
  })

  it('an algorithm that Auth0 does not take is refused with the settings', async () => {
    const settings = byKey(fileWith('key.pem', privateKey), { AUTH0_CLIENT_SIGNING_ALGORITHM: 'HS256' })
    const ended = await play.invitations(['list', '--json'], settings)
    expect(errorIn(ended).message).toContain('AUTH0_CLIENT_SIGNING_ALGORITHM: "HS256" is not RS256, RS384, PS256.')
  })
})

describe('an assertion that an app signs', () => {
  let made = 0
  const assertion = async (claims: Record<string, unknown> = {}, key = privateKey, expires = 60) =>
    new SignJWT({
      iss: clientId,
      sub: clientId,
      aud: play.tenant.description.issuer,
      jti: `assertion ${++made}`,
      ...claims,
    })
      .setProtectedHeader({ alg: 'RS256' })
      .setExpirationTime(Math.floor(Date.now() / 1000) + expires)
      .sign(key)

  it.each([
    ['is for another tenant', { aud: 'https://acme.eu.auth0.com/' }, undefined],
    ['is from another app', { iss: 'another' }, undefined],
    ['has no id of its own', { jti: undefined }, undefined],
    ['has expired', {}, -60],
    ['lasts longer than five minutes', {}, 600],
  ])('gets no token if it %s', async (_, claims, expires) => {
    const body = {
      ...{ grant_type: 'client_credentials', client_id: clientId },
      audience: `${play.tenant.description.issuer}api/v2/`,
      client_assertion: await assertion(claims, privateKey, expires),
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    }
    const { status } = await play.tenant.post('oauth/token', body)
    expect(status).toBe(401)
    const right = { ...body, client_assertion: await assertion() }
    expect((await play.tenant.post('oauth/token', right)).status).toBe(200)
  })
})

describe('two apps in one .env', () => {
  it('deploy and doctor use the one that deploys, with its secret or key; everything else uses the one that invites', async () => {
    const { clients } = play.tenant.description
    const desk = mkdtempSync(join(tmpdir(), 'two-apps-'))
    const deployApp = `AUTH0_DEPLOY_CLIENT_ID=${clients.deploy.client_id}\nAUTH0_DEPLOY_CLIENT_SECRET=${clients.deploy.client_secret}\n`
    const byDeployKey = `AUTH0_DEPLOY_CLIENT_ID=${clientId}\nAUTH0_DEPLOY_CLIENT_SIGNING_KEY_PATH=${fileWith('key.pem', privateKey)}\n`
    const { domain, connection } = play.tenant.description
    const invite = { ...none, AUTH0_CLIENT_ID: clientId, AUTH0_CLIENT_SIGNING_KEY_PATH: join(folder, 'key.pem') }
    for (const [dotEnv, settings, deploys, invites] of [
      [deployApp, invite, clients.deploy.client_id, clientId],
      [byDeployKey, {}, clientId, clients.deploy.client_id],
    ] as const) {
      writeFileSync(join(desk, '.env'), `AUTH0_DOMAIN=${domain}\nINVITATIONS_CONNECTION=${connection}\n${dotEnv}`)
      for (const [args, who] of [
        [['deploy', 'plan'], deploys],
        [['deploy', 'history'], deploys],
        [['doctor'], deploys],
        [['list'], invites],
        [['invite', `${invites}@example.com`], invites],
      ] as const) {
        await play.tenant.forgetRequests()
        await play.invitations([...args], settings, desk)
        const asked = (await play.tenant.requests()).filter(({ path }) => path.startsWith('/api/v2/'))
        expect([args, [...new Set(asked.map(({ client_id }) => client_id))]]).toEqual([args, [who]])
      }
    }
  })

  it('--env does not use another tenant’s app that deploys, nor a key instead of the secret in its file', async () => {
    const desk = mkdtempSync(join(tmpdir(), 'two-apps-'))
    mkdirSync(join(desk, 'tenant', 'env'), { recursive: true })
    const { clients, domain } = play.tenant.description
    const values = { AUTH0_DOMAIN: domain, AUTH0_CLIENT_ID: clients.deploy.client_id, AUTH0_CLIENT_SECRET: '##S##' }
    writeFileSync(join(desk, 'tenant', 'env', 'prod.json'), JSON.stringify(values))
    const others =
      'AUTH0_CLIENT_SIGNING_KEY_PATH=gone.pem\nAUTH0_DEPLOY_CLIENT_ID=other\nAUTH0_DEPLOY_CLIENT_SECRET=other\n'
    writeFileSync(join(desk, '.env'), others)
    const settings = { ...none, AUTH0_CLIENT_ID: undefined, S: clients.deploy.client_secret }
    for (const args of [['list'], ['deploy', 'history']]) {
      expect((await play.invitations([...args, '--env', 'prod'], settings, desk)).exitCode).toBe(0)
    }
  })

  it('an error about the app that deploys names that app’s settings', async () => {
    const ended = await play.invitations(['deploy', 'plan', '--json'], {
      AUTH0_DEPLOY_CLIENT_SECRET: 'a-secret-of-some-app',
    })
    expect([ended.exitCode, errorIn(ended).code]).toEqual([2, 'settings_incomplete'])
    expect(errorIn(ended).message).toContain('AUTH0_DEPLOY_CLIENT_ID is missing.')
  })
})
