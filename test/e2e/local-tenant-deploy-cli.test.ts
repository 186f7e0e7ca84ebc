import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runProgram } from '../run-program.ts'
import { trusting } from '../trust-local-tenant.ts'
import { stage } from './stage.ts'

const play = stage({ deployed: true })

/**
 * The resource types of the Deploy CLI that the local tenant implements. No export has secrets: it has placeholders for
 * the name and password of the email provider, which the import stores as they are.
 */
const resourceTypes = [
  ...['actions', 'triggers', 'emailTemplates', 'prompts', 'pages', 'branding', 'themes'],
  ...['clients', 'databases', 'connections', 'resourceServers', 'roles', 'tenant', 'phoneProviders', 'phoneTemplates'],
  ...['clientGrants', 'organizations', 'customDomains', 'emailProvider'],
]

const exported = mkdtempSync(join(tmpdir(), 'exported-'))

/** Runs the real Deploy CLI against the tenant, with as few languages as `deploy apply` gives it. */
async function deployCli(...args: string[]): Promise<void> {
  const { domain, clients, ca_file } = play.tenant.description
  const program = createRequire(import.meta.url).resolve('auth0-deploy-cli')
  const { exitCode, stdout, stderr } = await runProgram(
    ['--require', join(process.cwd(), 'scripts/deployments/applying/start-sooner.cjs'), program, ...args],
    {
      AUTH0_DOMAIN: domain,
      AUTH0_CLIENT_ID: clients.deploy.client_id,
      AUTH0_CLIENT_SECRET: clients.deploy.client_secret,
      AUTH0_ALLOW_DELETE: 'false',
      AUTH0_INCLUDED_ONLY: JSON.stringify(resourceTypes),
      DEPLOYED_LANGUAGES: 'en',
      ...trusting(ca_file),
    },
  )
  if (exitCode !== 0) throw new Error(stdout + stderr)
}

async function exportInto(name: string): Promise<Record<string, unknown>> {
  const folder = join(exported, name)
  mkdirSync(folder)
  await deployCli('export', '--format', 'directory', '--output_folder', folder)
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort()
  const contentOf = (path: string): unknown => {
    const text = readFileSync(path, 'utf8')
    return path.endsWith('.json') ? (JSON.parse(text) as unknown) : text
  }
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), contentOf(path)]))
}

/** What the tenant answers about everything exported, without instants and numbers of versions. */
async function state(): Promise<unknown> {
  const paths = ['actions/actions', 'actions/triggers/post-login/bindings', 'email-templates/reset_email', 'branding']
  const settings = ['tenants/settings', 'prompts', 'prompts/reset-password/custom-text/en', 'emails/provider']
  const lists = ['clients', 'connections', 'resource-servers', 'roles', 'client-grants', 'organizations']
  const answers = await Promise.all([...paths, ...settings, ...lists].map((path) => play.tenant.manage('GET', path)))
  const volatile = ['created_at', 'updated_at', 'built_at', 'build_time', 'id', 'number']
  const text = JSON.stringify(answers, (key, value: unknown) => (volatile.includes(key) ? undefined : value))
  return JSON.parse(text) as unknown
}

async function makeApiForApp(): Promise<void> {
  const { client_id } = play.tenant.description.clients.app
  const scopes = [{ value: 'read:notes', description: 'Read notes' }]
  await play.tenant.manage('POST', 'resource-servers', {
    name: 'Notes',
    identifier: 'https://notes.example.com',
    scopes,
  })
  await play.tenant.manage('POST', 'client-grants', {
    client_id,
    audience: 'https://notes.example.com',
    scope: ['read:notes'],
  })
}

async function makeOrganization(): Promise<void> {
  const { connection } = play.tenant.description
  const { body } = await play.tenant.manage('GET', `connections?name=${connection}`)
  const id = (body as { id: string }[])[0]?.id ?? ''
  const enabled_connections = [{ connection_id: id, assign_membership_on_login: false }]
  await play.tenant.manage('POST', 'organizations', { name: 'acme', display_name: 'Acme', enabled_connections })
}

/** For three runs of a program that waits for seconds by itself, on a machine that may be busy. */
const PATIENCE_MS = 90_000

describe('the Deploy CLI', () => {
  it(
    'exports what it deployed, and importing the export changes nothing',
    async () => {
      await play.tenant.manage('POST', 'roles', { name: 'editor', description: 'Writes' })
      await makeApiForApp()
      await makeOrganization()
      await play.tenant.manage('PATCH', 'branding', { colors: { primary: '#0059d6' } })
      const before = await state()

      const first = await exportInto('first')
      await deployCli('import', '--input_file', join(exported, 'first'))

      expect(await state()).toEqual(before)
      expect(await exportInto('second')).toEqual(first)
      expect(first['emails/reset_email.html']).toBe(readFileSync('tenant/emails/reset_email.html', 'utf8'))
      expect(first['actions/accept-invitation/code.js']).toContain('onExecutePostLogin')
      const refused = (await play.tenant.requests()).filter(({ status }) => status === 501)
      expect(refused).toEqual([])
    },
    PATIENCE_MS,
  )
})
