import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { beforeEach, describe, expect, it } from 'vitest'
import { scopesForSettingUp } from '../../scripts/deployments/setting-up/index.ts'
import { initAt } from './init-desk.ts'
import { boundTo, writesTo } from './deployed.ts'
import { errorIn, objects, stage } from './stage.ts'
import { dump } from './tenant-dump.ts'

const play = stage({ deployed: false, plan: 'free', isHurried: true })

const { apps, called, desk, dotEnv, run, startOver, tokenWith, whole } = initAt(play)
beforeEach(startOver)

describe('From an empty folder', () => {
  it('one command makes the apps, writes .env, deploys, checks and invites; after it, .env is all that is needed', async () => {
    const at = desk()
    const { clients, connection } = play.tenant.description
    await play.tenant.forgetRequests()
    const flags = ['--app', clients.app.client_id, '--connection', connection, '--deploy', '--invite', 'me@example.com']
    const ended = await whole(at, ...flags)
    expect([ended.exitCode, ended.stderr]).toEqual([0, ''])
    expect(ended.stdout).toMatch(/Wrote \.env, which only you can read\.[^]*0 errors[^]*Invited me@example\.com until/)
    expect((await play.tenant.outbox('me@example.com'))[0]?.subject).toContain('You are invited')
    expect(await boundTo(play.tenant, 'post-login')).toContain('accept-invitation')

    const calls = (await play.tenant.requests()).filter(({ path }) => path.startsWith('/api/'))
    const by = (what: RegExp) =>
      new Set(calls.filter(({ method, path }) => method !== 'GET' && what.test(path)).map(({ client_id }) => client_id))
    expect(statSync(join(at.folder, '.env')).mode & 0o777).toBe(0o600)
    const [admin, deploy] = [(await called('invitations-admin'))[0], (await called('invitations-deploy'))[0]]
    const settings = parseEnv(dotEnv(at.folder))
    expect(Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== ''))).toEqual({
      AUTH0_DOMAIN: play.tenant.description.domain,
      AUTH0_CLIENT_ID: admin?.client_id,
      AUTH0_CLIENT_SECRET: admin?.client_secret,
      AUTH0_DEPLOY_CLIENT_ID: deploy?.client_id,
      AUTH0_DEPLOY_CLIENT_SECRET: deploy?.client_secret,
      INVITATIONS_CLIENT_ID: clients.app.client_id,
      INVITATIONS_CONNECTION: connection,
    })
    // The token makes the apps and nothing else; they do the rest.
    expect(by(/\/(clients|client-grants)$/)).toEqual(new Set([clients.deploy.client_id]))
    expect(by(/\/(actions|email-templates|prompts)/)).toEqual(new Set([deploy?.client_id]))
    expect(by(/\/users/)).toEqual(new Set([admin?.client_id]))
    const comments = (content: string) => content.split('\n').filter((line) => /^# [A-Z][a-z]/.test(line))
    expect(comments(dotEnv(at.folder))).toEqual(comments(readFileSync('.env.example', 'utf8')))

    expect((await run(['deploy', 'plan'], at.folder)).exitCode).toBe(0)
    expect((await run(['invite', 'ada@example.com'], at.folder)).exitCode).toBe(0)
  })

  it('without --deploy it shows what a deploy would change, and how to do it', async () => {
    const at = desk()
    const ended = await whole(at)
    expect(ended.exitCode).toBe(0)
    expect(ended.stdout).toMatch(/\+ Action accept-invitation: create it[^]*Not deployed\.[^]*invitations deploy apply/)
    expect(await boundTo(play.tenant, 'post-login')).toEqual([])
  })

  it('--dry-run prints the apps, the lines of .env and the plan, and makes nothing', async () => {
    const at = desk()
    const before = [await dump(play.tenant), await apps()]
    const ended = await whole(at, '--dry-run')
    expect(ended.stdout).toMatch(
      /Would make in [^]*App invitations-admin: create it[^]*AUTH0_CLIENT_ID=\(of the new app\)[^]*accept-invitation: create it[^]*Nothing was done\.\n$/,
    )
    expect([await dump(play.tenant), await apps()]).toEqual(before)
    expect(readdirSync(at.folder)).toEqual([])
  })
})

describe('--accept-with', () => {
  it('also makes the app that links, and writes its settings; the deploy binds the Action that uses it', async () => {
    await play.tenant.manage('POST', 'connections', { name: 'google-oauth2', strategy: 'google-oauth2' })
    const at = desk()
    expect((await whole(at, '--accept-with', 'google-oauth2', '--dry-run')).stdout).toMatch(
      /App invitations-linking: create it[^]*INVITATIONS_LINKING_CLIENT_ID=\(of the new app\)[^]*Action link-identity: create it/,
    )
    const ended = await whole(at, '--accept-with', 'google-oauth2', '--deploy')
    expect(ended.exitCode, ended.stderr).toBe(0)
    const [linking] = await called('invitations-linking')
    expect(ended.stdout + ended.stderr).not.toContain(linking?.client_secret)
    expect(parseEnv(dotEnv(at.folder))).toMatchObject({
      INVITATIONS_ACCEPT_WITH: 'google-oauth2',
      INVITATIONS_LINKING_CLIENT_ID: linking?.client_id,
      INVITATIONS_LINKING_CLIENT_SECRET: linking?.client_secret,
    })
    expect(await boundTo(play.tenant, 'post-login')).toEqual(['link-identity', 'accept-invitation'])
    const again = await whole(at, '--deploy') // as .env has it
    expect(again.stdout).toContain('Nothing was changed: everything was there already.')
  })

  it.each([
    ['sms', '"sms" is not a connection whose provider proves addresses'],
    ['google_oauth2', '"google_oauth2" is not the name of a connection'],
  ])('%s is refused before the first call', async (name, why) => {
    await play.tenant.forgetRequests()
    const ended = await whole(desk(), '--accept-with', name, '--json')
    expect([ended.exitCode, errorIn(ended).code]).toEqual([2, 'usage'])
    expect(errorIn(ended).message).toContain(why)
    expect(await play.tenant.requests()).toEqual([])
  })
})

describe('Run again', () => {
  it('it changes nothing, and says so', async () => {
    const at = desk()
    await whole(at, '--deploy')
    const before = dotEnv(at.folder)
    await play.tenant.forgetRequests()
    const again = await whole(at, '--deploy')
    expect([again.exitCode, again.stderr]).toEqual([0, ''])
    expect(again.stdout).toContain('Nothing was changed: everything was there already.')
    expect(await writesTo(play.tenant)).toEqual([])
    expect(dotEnv(at.folder)).toBe(before)
  })

  it('it fixes what has changed meanwhile: a rotated secret, scopes that somebody has taken away', async () => {
    const at = desk()
    await whole(at, '--deploy')
    const [admin] = await called('invitations-admin')
    await play.tenant.manage('POST', `clients/${admin?.client_id}/rotate-secret`)
    const { body } = await play.tenant.manage('GET', `client-grants?client_id=${admin?.client_id}`)
    await play.tenant.manage('PATCH', `client-grants/${(body as { id: string }[])[0]?.id}`, { scope: ['read:users'] })
    const again = await whole(at, '--deploy')
    expect(again.stdout).toMatch(/App invitations-admin: gets create:user_tickets[^]*- AUTH0_CLIENT_SECRET=\[hidden\]/)
    expect((await run(['invite', 'ada@example.com'], at.folder)).exitCode).toBe(0)
  })
})

describe('An existing .env', () => {
  it('gets the lines that differ, after they are shown; every other line stays', async () => {
    const at = desk()
    const mine =
      '# mine\r\nMINE=1\r\nAUTH0_DOMAIN=old.eu.auth0.com # the old one\r\nINVITATIONS_TIME_ZONE=Europe/Berlin\r\n'
    writeFileSync(join(at.folder, '.env'), mine)
    const ended = await whole(at)
    expect(ended.stdout).toContain('- AUTH0_DOMAIN=old.eu.auth0.com # the old one')
    expect(ended.stdout).toContain('+ AUTH0_CLIENT_SECRET=[hidden]')
    const { domain } = play.tenant.description
    expect(dotEnv(at.folder)).toMatch(
      `# mine\r\nMINE=1\r\nAUTH0_DOMAIN=${domain} # the old one\r\nINVITATIONS_TIME_ZONE=Europe/Berlin\r\nAUTH0_CLIENT_ID=`,
    )
    expect(statSync(join(at.folder, '.env')).mode & 0o777).toBe(0o600)
  })

  it('with a token: init says that the token is used instead of the apps', async () => {
    const at = desk()
    writeFileSync(join(at.folder, '.env'), `AUTH0_ACCESS_TOKEN=${play.tenant.description.management_token}\n`)
    expect((await whole(at)).stderr).toContain(
      'AUTH0_ACCESS_TOKEN is set in the environment or in .env, and takes precedence over',
    )
  })
})

describe('The choice', () => {
  it('has only apps that people sign in to; of several, one has to be named by its id or name', async () => {
    await play.tenant.manage('POST', 'clients', { name: 'Shop', app_type: 'spa' })
    const at = desk()
    const ended = await whole(at, '--json')
    expect([ended.exitCode, errorIn(ended).code]).toEqual([2, 'usage'])
    expect(errorIn(ended).message).toContain('--app')
    const wrong = errorIn(await whole(at, '--app', 'Shpo', '--json'))
    expect(wrong).toMatchObject({
      code: 'wrong_app',
      message: 'There is no app that people sign in to "Shpo". Did you mean Shop?',
    })
    expect(wrong.hint).toMatch(/^There are: Analytical Engine \(\w+\), Shop \(\w+\)\.$/)
    expect((await whole(at, '--app', 'Shop')).exitCode).toBe(0)
    expect(parseEnv(dotEnv(at.folder))['INVITATIONS_CLIENT_ID']).toBe((await called('Shop'))[0]?.client_id)
    expect((await whole(at)).stdout).toContain('The app that people sign in to: Shop') // as .env has it
  })

  it('has only connections that exist', async () => {
    const wrong = errorIn(await whole(desk(), '--connection', 'Usernames', '--json'))
    expect(wrong).toMatchObject({ code: 'unknown_connection', hint: 'There are: Username-Password-Authentication.' })
  })
})

describe('The token', () => {
  it('needs the scopes that help names, and no others', async () => {
    const at = desk(await tokenWith(scopesForSettingUp))
    const ended = await whole(at, '--deploy')
    expect(ended.exitCode).toBe(0)
    expect(ended.stderr).toContain('Not checked: the email provider (')
    const { stdout } = await run(['init', '--help'], at.folder)
    expect(stdout).toContain(scopesForSettingUp.join(' '))
  })

  it.each(scopesForSettingUp)('is refused without %s, before anything is made', async (missing) => {
    const at = desk(await tokenWith(scopesForSettingUp.filter((scope) => scope !== missing)))
    await play.tenant.forgetRequests()
    const ended = await whole(at, '--json')
    expect([ended.exitCode, errorIn(ended).code]).toEqual([2, 'missing_scope'])
    expect(errorIn(ended).message).toContain(missing)
    expect(await writesTo(play.tenant)).toEqual([])
    expect(readdirSync(at.folder)).toEqual([])
  })

  it.each(['', 'eyJ.wrong.token', 'two words'])('is refused if it is not a token: “%s”', async (token) => {
    const ended = await whole(desk(token), '--json')
    expect([ended.exitCode, errorIn(ended).code]).toEqual([2, 'wrong_credentials'])
    expect(errorIn(ended).hint).toContain('https://manage.auth0.com/#/apis/management/explorer')
  })

  it('is stored nowhere afterwards, and secrets are only in .env', async () => {
    const at = desk()
    const { management_token } = play.tenant.description
    const all = [await whole(at, '--deploy', '--audit', join(at.folder, 'audit.ndjson')), await whole(at, '--json')]
    const said = all.map(({ stdout, stderr }) => stdout + stderr).join('\n')
    const files = readdirSync(at.folder, { recursive: true, encoding: 'utf8' })
    const kept = files.filter((file) => file !== '.env' && statSync(join(at.folder, file)).isFile())
    const others = kept.map((file) => readFileSync(join(at.folder, file), 'utf8')).join('\n')
    const secrets = (await apps()).map(({ client_secret }) => client_secret)
    for (const secret of [management_token, ...secrets]) expect(said + others).not.toContain(secret)
    expect(dotEnv(at.folder)).not.toContain(management_token)
    expect(kept).toContain('audit.ndjson')
  })
})

describe('Where nobody can be asked', () => {
  it('one sentence names the flags, and no call is made', async () => {
    await play.tenant.forgetRequests()
    const ended = await run(['init'], desk().folder)
    expect(ended).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'Error (usage): init asks questions, but there is no terminal here. Nothing was done. Give it --domain, --token-file, --yes.\nauth0-invitations init --help\n',
    })
    expect(await play.tenant.requests()).toEqual([])
  })

  it.each([
    ['acme', 'wrong_domain', '"acme" is not a whole domain'],
    ['localhost:1', 'tenant_unreachable', 'no answer from https://localhost:1'],
  ])('the domain %s is refused', async (domain, code, why) => {
    const { folder, token } = desk()
    const ended = await run(['init', '--domain', domain, '--token-file', token, '--yes', '--json'], folder)
    expect(errorIn(ended).code).toBe(code)
    expect(errorIn(ended).message).toContain(why)
  })

  it('an address works as a domain', async () => {
    const { folder, token } = desk()
    const domain = `https://${play.tenant.description.domain}/`
    expect((await run(['init', '--domain', domain, '--token-file', token, '--yes'], folder)).exitCode).toBe(0)
    expect(parseEnv(dotEnv(folder))['AUTH0_DOMAIN']).toBe(play.tenant.description.domain)
  })
})

describe('A tenant without an email provider', () => {
  const bare = stage({ deployed: false, plan: 'free', isHurried: true, emailProvider: 'builtin' })
  const there = initAt(bare)

  it('is reported at the beginning, with the page in the dashboard; at the end, the doctor’s error sets the exit code', async () => {
    const at = there.desk()
    const ended = await there.whole(at, '--deploy', '--invite', 'me@example.com')
    expect(ended.exitCode).toBe(1)
    const [beginning = ''] = ended.stdout.split('To make in')
    expect(beginning).toContain('The tenant has no email provider of its own. (no_email_provider)')
    expect(beginning).toContain('→ Dashboard: Branding > Email Provider. https://manage.auth0.com/#/templates/provider')
    expect(ended.stdout).toContain('Invitations will not work until the errors above are fixed.')
    expect(await bare.tenant.outbox('me@example.com')).toEqual([])
    const inJson = await there.whole(at, '--deploy', '--json')
    expect(objects(inJson).at(-1)).toMatchObject({ type: 'summary', apps: 0, settings: 0, deployed: true, errors: 1 })
  })
})
