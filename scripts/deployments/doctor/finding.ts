import type { Look } from '../../auth0/tenant-facts.ts'

/** What is wrong with a tenant, as far as invitations are concerned. */
export interface Finding {
  /** Stable, for programs. */
  code: string
  /** `error`: invitations do not work, or not as told. `warning`: they may not, or not for everybody. `note`: could be better. */
  severity: 'error' | 'warning' | 'note'
  what: string
  /** What becomes of invitations because of it. */
  why: string
  /** The command or the page of the dashboard that mends it. */
  mend: string
}

/** Everything that the checks look at. */
export interface Facts {
  look: Readonly<Record<string, Look>>
  /** Of the settings: the app, the connection, the instant. */
  clientId: string
  connection: string
  /** Where invitees sign in, by AUTH0_CUSTOM_DOMAIN. */
  customDomain: string | undefined
  /** Where invitations may lead, by the settings; the app's callbacks are looked at. */
  named: { allowedOrigins: readonly string[]; appUrl: string | undefined }
  requiresInvitation: boolean
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
export type Check = (facts: Facts) => Finding | Finding[] | undefined

/** A value inside of what may be anything; undefined where a step is not there. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>(
    (found, key) => (typeof found === 'object' && found !== null ? Reflect.get(found, key) : undefined),
    value,
  )
}

/** What a look found; undefined where there was nothing to see. */
export function seen({ look }: Facts, name: string): unknown {
  const one = look[name]
  return one !== undefined && 'found' in one ? one.found : undefined
}

/** Whether the tenant says that it is not there. */
export function isMissing({ look }: Facts, name: string): boolean {
  const one = look[name]
  return one !== undefined && 'missing' in one
}

/** A text inside of what may be anything; empty where there is none. */
export function textAt(value: unknown, ...path: (string | number)[]): string {
  const found = at(value, ...path)
  return typeof found === 'string' ? found : ''
}

/** Whether it is a text that says something. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== ''
}

/** A list inside of what may be anything. */
export function listAt(value: unknown, ...path: (string | number)[]): unknown[] {
  const found = at(value, ...path)
  return Array.isArray(found) ? found : []
}
