// `npm run demo`: the journey of README's table, from an empty tenant to an accepted invitation, with the real Deploy
// CLI, the real SDK inside our program, and a real OIDC client. Every step is checked; the first that fails ends it.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TenantDescription } from './emulator/local-tenant.ts'
import { ownValue } from './emulator/json.ts'
import { forgotPassword, signIn } from './app.ts'
import { demoBulk } from './demo-bulk.ts'
import { runProgram } from './run-program.ts'
import { startTenant, TenantControls } from './start-tenant.ts'
import { Visitor } from './visitor.ts'

const project = join(fileURLToPath(import.meta.url), '..', '..')
const ada = 'ada@example.com'
const bob = 'bob@example.com'
const password = 'Difference-Engine-2'

/** A step that went wrong, as a plain sentence. */
class StepFailed extends Error {}

process.stdout.on('error', () => process.exit()) // `| head` closes early
process.exitCode = process.env['DEMO_TENANT'] ? await journeyIn(process.env['DEMO_TENANT']) : await demo()

/** Starts the tenant, and the journey in a process that trusts its certificate: Node reads that at start only. */
async function demo(): Promise<number> {
  const flags = process.argv.slice(2).join(' ')
  const keep = flags === '--keep'
  if (flags !== '' && flags !== '--bulk' && !keep) {
    process.stderr.write(
      'npm run demo takes --keep, which leaves the tenant running, or --bulk: a thousand rows and a crash.\n',
    )
    return 2
  }
  const tenant = await startTenant(project, { port: keep ? 4443 : 0 }).catch(() => undefined)
  if (tenant === undefined) {
    process.stderr.write('The demo stopped: the local tenant did not start (see above).\n')
    return 1
  }
  try {
    const { ca_file } = tenant.description
    const environment = {
      DEMO_TENANT: JSON.stringify(tenant.description),
      DEMO_FLAGS: flags,
      NODE_EXTRA_CA_CERTS: ca_file,
    }
    const { exitCode } = await runProgram([fileURLToPath(import.meta.url)], environment, { stdio: 'inherit' })
    if (exitCode === 0 && keep) await untilInterrupted(tenant.description)
    return exitCode
  } finally {
    await tenant.stop()
  }
}

async function journeyIn(description: string): Promise<number> {
  const tenant = new TenantControls(JSON.parse(description) as TenantDescription)
  try {
    if (process.env['DEMO_FLAGS'] === '--bulk') await demoBulk(tenant, project)
    else await journey(tenant)
    return 0
  } catch (failure) {
    process.stderr.write(`\nThe demo stopped: ${failure instanceof Error ? failure.message : String(failure)}\n`)
    return 1
  }
}

async function journey(tenant: TenantControls): Promise<void> {
  const { domain, inbox_url } = tenant.description
  say(`A local tenant plays Auth0 at https://${domain}/; its outbox is ${inbox_url}.`)
  step('deploy', 'CI puts tenant/ into it with the Deploy CLI: the Actions, their bindings, the mail, the texts.')
  const deployed = await invitations(tenant, ['deploy', 'apply', '--yes'])
  check(deployed.includes('Deployed into'), 'The deploy did not say that it was done.')
  quote(
    deployed
      .split('\n')
      .filter((line) => /^ {2}[-+~] /.test(line))
      .join('\n'),
  )

  step('① invite', 'An admin creates the user with the invitation and asks Auth0 for the mail, in two calls.')
  const flags = ['--name', 'Ada Lovelace', '--invited-by', 'Grace', '--note', 'The engine is waiting for you.']
  quote(await invitations(tenant, ['invite', ada, ...flags, '--context', '{"plan":"team"}']))
  const before = await appMetadataOf(tenant, ada)
  quote(`app_metadata before: ${folded(before)}`)

  step('② email', 'Auth0 sends its one change-password mail; the template makes an invitation of it.')
  const mail = await newestMail(tenant, ada)
  check(mail.subject.startsWith('You are invited to '), `The mail's subject is "${mail.subject}".`)
  const link = mail.links[0] ?? ''
  check(/[?&]type=invite&invitation=inv_/.test(link), `The link does not say type=invite: ${link}`)
  quote(`Subject: ${mail.subject}\n${mail.text}`)

  step('③ link', 'Ada opens the link and sets a password.')
  const browser = await new Visitor().open(link)
  check(browser.heading === 'Choose your password', `The page is headed "${browser.heading}".`)
  quote(`The page says: ${browser.heading}`)
  await browser.submit({ password, password2: password })
  check(browser.heading === 'Your password is saved', `After the password, the page is headed "${browser.heading}".`)
  quote(`Then it says:  ${browser.heading}`)

  step('④ login', 'She signs in to the app with it: an OIDC code flow with PKCE.')
  const first = await claimsOf(tenant, ada)
  const sub = String(first['sub'])
  quote(`Signed in as ${String(first['email'])} (${sub}).`)

  step('⑤ accept', 'The post-login Action accepted the invitation and added the claim.')
  const after = await appMetadataOf(tenant, ada)
  const claim = first['invitation']
  const { invitation, ...acceptance } = after
  check(acceptance['invitation_acceptance'] !== undefined, 'No acceptance was stored.')
  check(JSON.stringify({ invitation }) === JSON.stringify(before), 'The invitation itself was changed.')
  check(ownValue(claim, 'accepted_now') === true, 'The claim does not say accepted_now.')
  quote(`app_metadata after, beside the same invitation: ${folded(acceptance)}`)
  quote(`ID token's claim: ${folded({ invitation: claim })}`)

  step('again', 'She signs in once more: nothing changes.')
  const second = await claimsOf(tenant, ada)
  check(ownValue(second['invitation'], 'accepted_now') === undefined, 'The second sign-in accepted again.')
  check(
    JSON.stringify(await appMetadataOf(tenant, ada)) === JSON.stringify(after),
    'The second sign-in changed app_metadata.',
  )
  quote('app_metadata is the same; the claim no longer says accepted_now.')

  step('reset', '“Forgot password?” sends the ordinary reset: to Ada, who accepted, and to Bob, who was never invited.')
  await tenant.manage('POST', 'users', {
    email: bob,
    password: 'Bobs-Old-Password-1',
    connection: tenant.description.connection,
  })
  for (const address of [ada, bob]) {
    await forgotPassword(tenant, address)
    const reset = await newestMail(tenant, address)
    check(reset.subject.startsWith('Choose a new password'), `The mail to ${address} is "${reset.subject}".`)
    check(reset.links[0]?.includes('type=reset') === true, `The link to ${address} does not say type=reset.`)
    quote(`To ${address}: ${reset.subject}`)
  }

  say(`
All of it worked. Next, against a tenant of yours (README, "Use it with your tenant"):
  1. npm run -s invitations -- init              sets everything up, with one token
  2. npm run -s invitations -- invite you@example.com`)
}

/** @returns the claims of the ID token */
async function claimsOf(tenant: TenantControls, email: string): Promise<Record<string, unknown>> {
  const outcome = await signIn(tenant, email, password)
  if ('refused' in outcome) throw new StepFailed(`The sign-in was refused: ${outcome.refused}`)
  return outcome.claims
}

async function newestMail(tenant: TenantControls, to: string) {
  const mail = (await tenant.outbox(to)).at(-1)
  if (mail === undefined) throw new StepFailed(`No mail to ${to} arrived.`)
  return mail
}

async function appMetadataOf(tenant: TenantControls, email: string): Promise<Record<string, unknown>> {
  const { body } = await tenant.manage('GET', `users-by-email?email=${encodeURIComponent(email)}`)
  const user: unknown = Array.isArray(body) ? body[0] : undefined
  const metadata = ownValue(user, 'app_metadata')
  if (typeof metadata !== 'object' || metadata === null) throw new StepFailed(`${email} has no app_metadata.`)
  return { ...metadata }
}

/** Runs our program as an admin or CI would. @returns what it printed */
async function invitations(tenant: TenantControls, args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runProgram(
    [join(project, 'dist', 'invitations.cjs'), ...args],
    tenant.settings,
    { cwd: project },
  )
  if (exitCode !== 0) throw new StepFailed(`invitations ${args[0]} ended with exit code ${exitCode}.\n${stderr.trim()}`)
  return stdout.trim()
}

async function untilInterrupted({ issuer, inbox_url, ca_file, clients }: TenantDescription): Promise<void> {
  const { client_id, callback } = clients.app
  const query = new URLSearchParams({
    response_type: 'code',
    client_id,
    redirect_uri: callback,
    scope: 'openid profile email',
  })
  say(`
The tenant goes on until Ctrl-C. In a browser (its certificate is ${ca_file}):
  Outbox:  ${inbox_url}
  Sign in: ${issuer}authorize?${query.toString()}
  Ada's password is ${password}.`)
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
}

/** JSON in lines that fit a terminal, broken after commas between fields. */
function folded(value: unknown): string {
  const fields = JSON.stringify(value, null, 1)
    .replaceAll(/\n */g, ' ')
    .split(/(?<=,) (?=")/)
  return fields.reduce((text, field) => {
    const isFull = (text.split('\n').at(-1) ?? '').length + field.length > 100
    return text + (isFull ? '\n  ' : ' ') + field
  })
}

function check(isAsItShouldBe: boolean, otherwise: string): void {
  if (!isAsItShouldBe) throw new StepFailed(otherwise)
}

function step(name: string, sentence: string): void {
  say(`\n${name.padEnd(9)} ${sentence}`)
}

function quote(text: string): void {
  say(text.replace(/^/gm, '          | '))
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
