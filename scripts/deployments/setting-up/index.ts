import { requireTenantAt } from '../../auth0/answering-domain.ts'
import { fetchByAuth0Cli, NO_TOKEN } from '../../auth0/fetch/auth0-cli.ts'
import type { Turns } from '../../auth0/fetch/paced-fetch.ts'
import { proxiedFetch } from '../../auth0/fetch/proxy.ts'
import { requireScopes } from '../../auth0/token.ts'
import type { Environment } from '../../ground/settings/invitation-settings.ts'
import type { DeploySettings } from '../../ground/settings/deploy-settings.ts'
import { credentials, type CredentialsOptions, type CredentialsPlan } from '../credentials.ts'
import type { Finding } from '../doctor/finding.ts'
import { tenantIn, type Surroundings } from '../surroundings.ts'
import { choicesIn, type Choices } from './choices.ts'
import { appsInDotEnv, DOT_ENV, planDotEnv, type Chosen, type PlannedDotEnv } from './dot-env.ts'
import { lackingIn } from './lacking.ts'

export { NO_TOKEN }
export { API_EXPLORER } from './dashboard.ts'
export { DOT_ENV, type Choices, type PlannedDotEnv }

/** The scopes that the token needs. One from the dashboard's API Explorer has them all. */
export const scopesForSettingUp = [
  ...['read:clients', 'create:clients', 'update:clients', 'read:client_keys'],
  ...['read:client_grants', 'create:client_grants', 'update:client_grants', 'read:connections'],
] as const

/**
 * Checks, before there is a token, whether an Auth0 tenant answers at the domain.
 * @param environment may name a proxy
 * @param turns what a call waits for after the tenant's limits refused it
 * @throws InvitationsError `wrong_domain` if something else answers, or why the call did not get through
 */
export function requireTenant(domain: string, environment: Environment, turns: Turns): Promise<void> {
  return requireTenantAt(domain, turns.paced(proxiedFetch(environment, domain)))
}

/** From an administrator's token to a `.env` that everything else runs with. Each method throws InvitationsError. */
export interface SettingUp {
  /** What to choose from. Checks first whether the token has the scopes. */
  choices(): Promise<Choices>
  /** What only a person can do, in the dashboard. */
  lacking(chosen: Pick<Chosen, 'clientId' | 'connection'>): Promise<Finding[]>
  /** Creates or corrects the app that invites, the one that deploys and, if `chosen` needs it, the one that links. */
  makeApps(options: CredentialsOptions, chosen: Pick<Chosen, 'acceptWith'>): Promise<CredentialsPlan>
  /** What `.env` would become: the tenant, both apps with their secrets, and the choices. */
  planDotEnv(chosen: Chosen): Promise<PlannedDotEnv>
  /** Writes it so that only its owner can read it. @throws InvitationsError `output_failed` */
  writeDotEnv(plan: PlannedDotEnv): void
}

/** @param settings with the administrator's credentials; with NO_TOKEN, the auth0 CLI makes the calls */
export function createSettingUp(settings: DeploySettings, surroundings: Surroundings): SettingUp {
  const { domain, credentials: given } = settings
  const isByCli = 'accessToken' in given && given.accessToken === NO_TOKEN
  const byCli = isByCli && fetchByAuth0Cli(domain, surroundings.environment ?? {}, scopesForSettingUp)
  const tenant = tenantIn(settings, { ...surroundings, ...(byCli && { fetch: byCli }) })
  const { api, secrets, disk } = tenant
  return {
    choices: async () => {
      await requireScopes(api, scopesForSettingUp, 'set up invitations')
      return choicesIn(api)
    },
    lacking: ({ clientId, connection }) => lackingIn({ ...tenant, settings: { ...settings, clientId, connection } }),
    makeApps: (options, chosen) => credentials(options, tenant, appsInDotEnv(chosen)),
    planDotEnv: (chosen) => planDotEnv(chosen, api, secrets),
    writeDotEnv: ({ text }) => disk.replace(DOT_ENV, Buffer.from(text)),
  }
}
