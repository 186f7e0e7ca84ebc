import type { Look } from '../../auth0/look.ts'
import { at } from '../../ground/unknown.ts'
import type { Finding } from './finding.ts'

/** Everything that the checks look at. */
export interface Observed {
  look: Readonly<Record<string, Look>>
  /** Of the settings: the app, the connection, the instant. */
  clientId: string
  connection: string
  /** Where invitees sign in, by AUTH0_CUSTOM_DOMAIN. */
  customDomain: string | undefined
  /** Where invitations may lead, by the settings; the app's callbacks are looked at. */
  named: { allowedOrigins: readonly string[]; appUrl: string | undefined }
  requiresInvitation: boolean
  /** Connections whose accounts may accept, and the app that links them. */
  acceptWith: readonly string[]
  linkingClientId: string | undefined
  /** Seconds that links of reset mails are to live. */
  linkLifetimeSec: number
  /** Since when invitations are required, as it is set. */
  requiredSince: string | undefined
  /** What the settings say and their author may not have meant, in sentences. */
  doubts: readonly string[]
  /** Auth0's time; undefined where its answers do not say. */
  auth0Now: Date | undefined
  /** Auth0's codes of the languages whose texts a deploy sets. */
  pageLanguages: readonly string[]
  /** Names of the Actions that a deploy with these settings binds, by trigger, in order. */
  wanted: Readonly<Record<string, readonly string[]>>
  /** Names of the secrets that a deploy with these settings gives to each Action. */
  secrets: Readonly<Record<string, readonly string[]>>
  /** The scopes of each app that is declared in tenant/grants, by its name. */
  apps: Readonly<Record<string, readonly string[]>>
  /** By how much this machine's clock is ahead of Auth0's time, in ms; negative where it is behind. */
  machineAheadMs: number
  /** Of the token; undefined where it does not say. */
  scopes: readonly string[] | undefined
}

/** One thing to look for. Pure. */
export type Check = (observed: Observed) => Finding | Finding[] | undefined

/** What a look found; undefined where there was nothing to see. */
export function seen({ look }: Observed, name: string): unknown {
  return at(look[name], 'found')
}

/** Whether the tenant says that it is not there. */
export function isMissing({ look }: Observed, name: string): boolean {
  const one = look[name]
  return one !== undefined && 'missing' in one
}
