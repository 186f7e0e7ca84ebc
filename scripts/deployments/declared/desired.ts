import { noLandings, type Landings } from '../../../actions/invitation/landings.ts'
import { languageOf } from '../../../actions/invitation/locale.ts'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { withLandings } from '../../mail/landings.ts'
import type { DeploySettings } from '../../ground/settings/deploy-settings.ts'
import { readTextFile } from '../../ground/text-file.ts'
import type { ActionContent, Bindings, PromptTexts } from '../../auth0/deployed.ts'
import type { EmailTemplate } from '../../auth0/reset-email.ts'

/** An Action as tenant/actions/<name>.json declares it, with its built code and its secrets' values. */
export interface DeclaredAction {
  name: string
  code: string
  runtime: string
  dependencies: ActionContent['dependencies']
  secrets: { name: string; value: string }[]
  supported_triggers: { id: string; version: string }[]
  /** Always true: the Deploy CLI deploys it after the draft is written. */
  deployed: boolean
}

/** What tenant/ declares, as the settings want it. */
export interface Desired {
  actions: DeclaredAction[]
  /** Names of Actions that a setting leaves out, with what it says. */
  leftOut: Record<string, string>
  resetEmail: EmailTemplate
  /** By trigger id. */
  triggers: Record<string, Bindings>
  /** By language. */
  customText: Record<string, PromptTexts>
}

/** Actions that are deployed and bound only where INVITATIONS_REQUIRE is on: bound ones count against a quota. */
const requiring = ['require-invitation', 'require-invitation-at-sign-in']
const guard = 'guard-invitation-link'

/** Names of all Actions in tenant/, whatever the settings leave out. */
export function declaredActionNames(tenantFolder: string): string[] {
  return readdirSync(join(tenantFolder, 'actions'))
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.replace(/\.json$/, ''))
}

/** Why the settings leave an Action out, by its name. */
function leftOutBy({ requiresInvitation, without }: Pick<DeploySettings, 'requiresInvitation' | 'without'>) {
  return {
    ...(requiresInvitation ? {} : Object.fromEntries(requiring.map((name) => [name, 'INVITATIONS_REQUIRE is off']))),
    ...(without.includes('guard') ? { [guard]: 'the guard is left out' } : {}),
  } as Record<string, string>
}

/**
 * Reads tenant/ as the settings want it: secrets get their values, what is not switched on is left out.
 * @param landings where invitations may lead: in the template; the secrets have them, too
 */
export function readDesired(
  tenantFolder: string,
  settings: Pick<
    DeploySettings,
    'requiresInvitation' | 'secrets' | 'without' | 'locale' | 'pageLanguages' | 'linkLifetimeSec'
  >,
  landings: Landings,
): Desired {
  const read = (file: string) => readTextFile(join(tenantFolder, file))
  const parsed = (file: string): unknown => JSON.parse(read(file))
  const leftOut = leftOutBy(settings)
  const isWanted = (name: string) => !Object.hasOwn(leftOut, name)
  return {
    actions: declaredActionNames(tenantFolder)
      .filter(isWanted)
      .map((name) => {
        const action = parsed(`actions/${name}.json`) as Omit<DeclaredAction, 'secrets'> & {
          secrets: { name: string }[]
        }
        return { ...action, code: read(action.code), secrets: withValues(action.secrets, settings.secrets) }
      }),
    leftOut,
    resetEmail: {
      ...readResetEmail(tenantFolder, settings.locale, landings),
      urlLifetimeInSeconds: settings.linkLifetimeSec,
    },
    triggers: Object.fromEntries(
      Object.entries(parsed('triggers/triggers.json') as Record<string, Bindings>).map(([id, bindings]) => [
        id,
        bindings.filter(({ action_name }) => isWanted(action_name)),
      ]),
    ),
    customText: settings.without.includes('texts')
      ? {}
      : inLanguages(parsed('prompts/custom-text.json') as Desired['customText'], settings.pageLanguages),
  }
}

/**
 * The template of tenant/.
 * @param locale whoever gets a mail that knows no other language gets this one; default English
 * @param landings where its button may lead; default: no address of a record counts
 */
export function readResetEmail(tenantFolder: string, locale?: string, landings = noLandings): EmailTemplate {
  const read = (file: string) => readTextFile(join(tenantFolder, 'emails', file))
  const template = { ...(JSON.parse(read('reset_email.json')) as EmailTemplate), body: read('reset_email.html') }
  return withLandings(withDefaultLanguage(template, languageOf(locale)), landings)
}

function withDefaultLanguage({ subject, body, ...template }: EmailTemplate, language: string): EmailTemplate {
  const set = (text: string): string =>
    text.replace("{% assign language = 'en' %}", `{% assign language = '${language}' %}`)
  return { ...template, subject: set(subject), body: set(body) }
}

/** @param codes Auth0's, of which some have a region (fr-FR) where our texts have none */
function inLanguages(texts: Desired['customText'], codes: readonly string[]): Desired['customText'] {
  return Object.fromEntries(codes.map((code) => [code, texts[languageOf(code)] ?? {}]))
}

/** All secrets of an Action are replaced at once, so the ones that are not set go. */
function withValues(secrets: { name: string }[], values: DeploySettings['secrets']): DeclaredAction['secrets'] {
  return secrets.flatMap(({ name }) => {
    const value = values[name]
    return value === undefined ? [] : [{ name, value }]
  })
}

/** The places that tenant/ declares, whatever the settings leave out. */
export interface DeclaredPlaces {
  actions: string[]
  triggers: string[]
  /** With the texts that a deploy sets there. */
  customText: Desired['customText']
}

/** Reads them without the built code. */
export function readPlaces(
  tenantFolder: string,
  { pageLanguages }: Pick<DeploySettings, 'pageLanguages'>,
): DeclaredPlaces {
  const parsed = (file: string): unknown => JSON.parse(readTextFile(join(tenantFolder, file)))
  return {
    actions: declaredActionNames(tenantFolder),
    triggers: Object.keys(parsed('triggers/triggers.json') as object),
    customText: inLanguages(parsed('prompts/custom-text.json') as Desired['customText'], pageLanguages),
  }
}

/** What tenant/ declares by names only, without the built code: Actions by trigger, and the secrets that each gets. */
export function readNames(
  tenantFolder: string,
  settings: Pick<DeploySettings, 'requiresInvitation' | 'secrets' | 'without'>,
): { bound: Record<string, string[]>; secrets: Record<string, string[]> } {
  const parsed = (file: string): unknown => JSON.parse(readTextFile(join(tenantFolder, file)))
  const leftOut = leftOutBy(settings)
  const isWanted = (name: string) => !Object.hasOwn(leftOut, name)
  const triggers = Object.entries(parsed('triggers/triggers.json') as Record<string, Bindings>)
  const secretsOf = (name: string) =>
    withValues((parsed(`actions/${name}.json`) as { secrets: { name: string }[] }).secrets, settings.secrets)
  return {
    bound: Object.fromEntries(
      triggers.flatMap(([id, bindings]) => {
        const names = bindings.map(({ action_name }) => action_name).filter(isWanted)
        return names.length === 0 ? [] : [[id, names]]
      }),
    ),
    secrets: Object.fromEntries(
      declaredActionNames(tenantFolder)
        .filter(isWanted)
        .map((name) => [name, secretsOf(name).map((secret) => secret.name)]),
    ),
  }
}
