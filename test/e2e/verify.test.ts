import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findChromium } from '../../scripts/ground/chromium-path.ts'
import { unknowns } from '../../scripts/verify/unknowns.ts'
import { assumptions, defaultAssumptions } from '../emulator/assumptions.ts'
import { readFacts } from '../emulator/facts.ts'
import '../localhost-names.mjs'
import { stage, type Stage } from './stage.ts'
import { dump } from './tenant-dump.ts'
import { verifyAt } from './verify-at.ts'

// The pages are driven by a real browser; without one, a person would be asked.
const whereChromiumIs = it.skipIf(findChromium(process.env) === undefined)
const appUrl = { INVITATIONS_APP_URL: 'https://app.example/' }
const settling = Object.keys(unknowns).flatMap((name) => ['--only', name])

const page = 'docs/real-tenant-checks.md'
const block = /(<!-- verify:.*?-->\n```text\n)([\s\S]*?)```/

/** What is on the screen, without what differs from run to run: times, and the size of what is deployed. */
function recorded(stdout: string, domain: string): string {
  return `${stdout
    .replaceAll(domain, 'acme-dev.eu.auth0.com')
    .replaceAll(/ +\d+\.\d s$/gm, '')
    .trim()}\n`
}

describe('on a tenant that does as promised', () => {
  const play = stage({ deployed: true, settings: appUrl, assume: [] })
  const verify = verifyAt(play, appUrl)

  whereChromiumIs(
    'verify runs everything, finds out what is undocumented, and leaves the tenant as it was: docs/real-tenant-checks.md shows it (UPDATE_GENERATED=1 records it)',
    async () => {
      const before = await outlineOf(play)
      const folder = verify.folder()
      const { exitCode, stdout, stderr } = await verify.run(['--yes'], folder)
      const said = recorded(stdout, play.tenant.description.domain)
      if (process.env['UPDATE_GENERATED']) {
        const text = readFileSync(page, 'utf8')
        writeFileSync(
          page,
          text.replace(block, (_, start: string) => `${start}${said}\`\`\``),
        )
      }
      expect(said).toBe(block.exec(readFileSync(page, 'utf8'))?.[2])
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
      expect(readFacts(join(folder, 'tenant-facts.json'))).toEqual(defaultAssumptions())
      expect(await outlineOf(play)).toEqual(before)
    },
    300_000,
  )
})

describe('on a tenant with every other undocumented behaviour', () => {
  const assume = Object.entries(assumptions).map(([name, { values }]) => `${name}=${values[1]}`)
  const play = stage({ deployed: true, assume })
  const verify = verifyAt(play)

  whereChromiumIs(
    'verify finds each of the other values, and the facts file makes a local tenant the same',
    async () => {
      const folder = verify.folder()
      const { exitCode, stdout } = await verify.run(['--yes', '--facts', 'facts.json', ...settling], folder)
      expect(stdout).toContain('What was found out is in facts.json')
      expect(exitCode).toBe(0)
      const needsDomains = { 'no-default-domain': '409', 'custom-domain-in-emails-flag': 'shown' }
      const others = Object.entries(assumptions).map(([name, { values }]) => [name, values[1]])
      expect(readFacts(join(folder, 'facts.json'))).toEqual({ ...Object.fromEntries(others), ...needsDomains })
    },
  )

  whereChromiumIs('verify finds out how custom domains behave if there are some', async () => {
    expect(await ofDomains(play)).toEqual({
      'no-default-domain': 'canonical',
      'custom-domain-in-emails-flag': 'hidden',
    })
  })
})

describe('on another tenant', () => {
  const play = stage({ deployed: true, assume: ['superseded-link=generic'] })
  const verify = verifyAt(play)

  whereChromiumIs('verify finds the third value of superseded-link', async () => {
    const folder = verify.folder()
    await verify.run(['--yes', '--only', 'superseded-link'], folder)
    expect(settledIn(folder)).toEqual({ 'superseded-link': 'generic' })
  })

  whereChromiumIs('verify finds the other values for custom domains', async () => {
    expect(await ofDomains(play)).toEqual({ 'no-default-domain': '409', 'custom-domain-in-emails-flag': 'shown' })
  })
})

function settledIn(folder: string): unknown {
  return (JSON.parse(readFileSync(join(folder, 'tenant-facts.json'), 'utf8')) as { assume: object }).assume
}

/** What verify finds out at a tenant with two custom domains and no default. */
async function ofDomains(play: Stage): Promise<unknown> {
  await play.tenant.addCustomDomain('one.localhost')
  await play.tenant.addCustomDomain('two.localhost')
  await play.tenant.useCustomDomainInMails(true)
  const { port } = new URL(play.tenant.description.issuer)
  const verify = verifyAt(play, { AUTH0_CUSTOM_DOMAIN: `one.localhost:${port}` })
  const folder = verify.folder()
  await verify.run(['--yes', '--only', 'no-default-domain', '--only', 'custom-domain-in-emails-flag'], folder)
  return settledIn(folder)
}

/** What there is, by name: a rollback and a deploy make Actions again. */
async function outlineOf({ tenant }: Stage): Promise<object> {
  const kept = ['name', 'display_name', 'subject', 'body', 'client_id', 'client_name', 'enabled_clients']
  const named = JSON.stringify(await dump(tenant), (key, value: unknown) =>
    typeof value === 'object' || kept.includes(key) || /^\d+$/.test(key) ? value : undefined,
  )
  return JSON.parse(named) as object
}
