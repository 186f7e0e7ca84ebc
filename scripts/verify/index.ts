import { randomBytes } from 'node:crypto'
import { Turns } from '../auth0/fetch/paced-fetch.ts'
import { proxiedFetch } from '../auth0/fetch/proxy.ts'
import { tenantApi } from '../auth0/tenant-api.ts'
import { requireScopes } from '../auth0/token.ts'
import { Probes } from '../auth0/probes.ts'
import { Trials } from '../auth0/trials.ts'
import { createDeployments, type Deployments } from '../deployments/index.ts'
import type { Disk } from '../ground/disk/disk.ts'
import { InvitationsError } from '../ground/errors.ts'
import type { Secrets } from '../ground/secrets.ts'
import type { DeploySettings } from '../ground/settings/deploy-settings.ts'
import type { Environment, InvitationSettings } from '../ground/settings/invitation-settings.ts'
import type { TenantSettings } from '../ground/settings/tenant-settings.ts'
import { createInvitations } from '../invitations/index.ts'
import { CALLBACK } from './callback.ts'
import type { Mailbox } from './mailbox.ts'
import type { Pages } from './pages/page.ts'
import { Stage } from './stage.ts'
import { begin, play, type CheckResult, type Story } from './story.ts'
import { clean, Notes, PREFIX, type Cleaned } from './traces.ts'

export { mailsByHand, pagesByHand, type Ask } from './by-hand.ts'
export { factsOf, type Facts } from './facts-file.ts'
export { mailCatcher } from './mailbox.ts'
export { pagesByBrowser } from './pages/by-browser.ts'
export { stories } from './stories/index.ts'
export type { Mailbox } from './mailbox.ts'
export type { Pages } from './pages/page.ts'
export type { CheckResult, Cleaned, Story }

/** What a verification uses of the machine. */
export interface Surroundings {
  environment: Environment
  turns: Turns
  disk: Disk
  secrets: Secrets
}

/** Settings of the tenant, for each of three roles. */
export interface Settings {
  /** For inviting, as users do it. */
  inviting: InvitationSettings
  /** For deploying, as CI does it. */
  deploying: DeploySettings
  /** An administrator's credentials, for things that only a verification makes. */
  administrator: TenantSettings
}

/** Scopes that an administrator's token needs besides those for inviting and deploying. */
export const scopesForVerifying = [
  ...['read:clients', 'create:clients', 'delete:clients', 'read:connections', 'create:connections'],
  ...['update:connections', 'delete:connections', 'read:users', 'create:users', 'delete:users'],
  ...['read:actions', 'create:actions', 'update:actions', 'delete:actions'],
  ...['read:email_templates', 'update:email_templates', 'read:tenant_settings'],
] as const

/** What the tenant is like, before anything is made there. */
export interface Looked {
  domain: string
  /** How many accounts there are, in all connections. */
  accounts: number
  /** Whether earlier runs on this machine left something there. */
  leftovers: boolean
}

interface Running {
  mailbox: Mailbox
  pages: Pages
  /** Addresses for invitees, with `{tag}` as a placeholder for a name. */
  addresses: string
  stories: readonly Story[]
  told: (result: CheckResult) => void
  /** Called at the end with what was removed and what could not be. */
  cleaned: (cleaned: Cleaned) => void
  /** Called before each story, with its name. */
  begins: (name: string) => void
  signal: AbortSignal
}

/** Tries out a tenant. Each method throws InvitationsError. */
export interface Verification {
  domain: string
  /** Reads what the tenant is like, and whether the token may do everything. Makes nothing. */
  look(): Promise<Looked>
  /** Plays the stories. Removes what they made at the end, even if one fails. */
  run(running: Running): Promise<void>
  /** Removes what earlier runs left. */
  clean(): Promise<Cleaned>
  /** What a run's facts file says about the tenant. */
  known(): { domain: string; at: string; plan: string }
  deployments: Deployments
}

export function createVerification(settings: Settings, surroundings: Surroundings): Verification {
  const { inviting, deploying, administrator } = settings
  const { environment, turns, disk, secrets } = surroundings
  const { domain } = inviting
  const fetchWith = proxiedFetch(environment, domain)
  const api = tenantApi(administrator, { turns, fetch: fetchWith })
  const trials = new Trials(api)
  const { customDomain: _, ...toOwnDomain } = administrator
  const probes = new Probes(api)
  const deployments = createDeployments(deploying, { turns, environment, disk, secrets })
  const invitations = createInvitations(inviting, { turns, environment })

  async function stageFor({ mailbox, pages, addresses, signal }: Running, notes: Notes): Promise<Stage> {
    const tag = randomBytes(4).toString('hex')
    const client = await trials.makeApp(`${PREFIX}${tag}`, CALLBACK)
    secrets.add(client.client_secret)
    const connection_id = await trials.connectionId(inviting.connection)
    if (connection_id === '') {
      throw new InvitationsError('unknown_connection', `${domain} has no database connection ${inviting.connection}.`, {
        hint: 'Set INVITATIONS_CONNECTION to its name: Authentication > Database.',
      })
    }
    await trials.enableApp(connection_id, client.client_id)
    const { TrialApp } = await import('./trial-app.ts')
    const app = await TrialApp.at(api.mailDomain, client, turns.paced(fetchWith))
    return new Stage({
      ...{
        tag,
        settings: inviting,
        deploySettings: deploying,
        invitations,
        deployments,
        api,
        trials,
        probes,
        notes,
        app,
      },
      ...{ clientId: client.client_id, mailbox, pages, addresses, signal },
      wait: (ms) => turns.wait(ms),
      elapsedMs: () => turns.nowMs(),
      fetch: fetchWith,
      withoutDomain: new Trials(tenantApi(toOwnDomain, { turns, fetch: fetchWith })),
    })
  }

  return {
    domain,
    deployments,
    async look() {
      await requireScopes(api, scopesForVerifying, 'try the tenant out')
      const { emails, template } = new Notes(disk, domain).traces
      const leftovers = emails.length > 0 || template !== undefined || (await trials.appsNamed(PREFIX)).length > 0
      return { domain, accounts: await trials.countAccounts(), leftovers }
    },
    async run(running) {
      const notes = new Notes(disk, domain)
      try {
        const stage = await stageFor(running, notes)
        const begun = []
        for (const story of running.stories) begun.push({ story, beginning: await begin(story, stage) })
        for (const { story, beginning } of begun) {
          running.begins(story.name)
          await play(story, beginning, stage, running.told)
        }
      } finally {
        running.cleaned(await clean({ trials, probes }, notes))
      }
    },
    clean: () => clean({ trials, probes }, new Notes(disk, domain)),
    known: () => ({ domain, at: api.clock.now().toISOString(), plan: turns.plan }),
  }
}
