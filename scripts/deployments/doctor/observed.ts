import type { Look } from '../../auth0/look.ts'
import { at } from '../../ground/unknown.ts'
import type { Finding } from './finding.ts'

/** Everything that the checks look at. */
export interface Observed {
  look: Readonly<Record<string, Look>>
  /** The app and the connection are from the settings. */
  clientId: string
  connection: string
  /** Where invitees sign in (AUTH0_CUSTOM_DOMAIN). */
  customDomain: string | undefined
  /** Where the settings let invitations lead; the app's callbacks are read separately. */
  named: { allowedOrigins: readonly string[]; appUrl: string | undefined }
  requiresInvitation: boolean
  /** Connections whose accounts may accept, and the app that links them. */
  acceptWith: readonly string[]
  linkingClientId: string | undefined
  /** How long links in reset mails should last, in seconds. */
  linkLifetimeSec: number
  /** Since when invitations are required, according to the setting. */
  requiredSince: string | undefined
  /** Settings that may not mean what their author intended, in sentences. */
  doubts: readonly string[]
  /** Auth0's time; undefined if its answers do not say. */
  auth0Now: Date | undefined
  /** Auth0's codes of the languages in which a deploy sets texts. */
  pageLanguages: readonly string[]
  /** Names of the Actions that a deploy with these settings binds, in order, keyed by trigger. */
  wanted: Readonly<Record<string, readonly string[]>>
  /** Names of the secrets that a deploy with these settings gives each Action. */
  secrets: Readonly<Record<string, readonly string[]>>
  /** The scopes of each app that tenant/grants declares, keyed by the app's name. */
  apps: Readonly<Record<string, readonly string[]>>
  /** How far this machine's clock is ahead of Auth0's time, in ms; negative if it is behind. */
  machineAheadMs: number
  /** Scopes of the token; undefined if it does not say. */
  scopes: readonly string[] | undefined
}

/** Checks for one problem. Pure. */
export type Check = (observed: Observed) => Finding | Finding[] | undefined

/** What a look found; undefined if it found nothing. */
export function seen({ look }: Observed, name: string): unknown {
  return at(look[name], 'found')
}

/** Whether the tenant said that it does not exist. */
export function isMissing({ look }: Observed, name: string): boolean {
  const one = look[name]
  return one !== undefined && 'missing' in one
}
