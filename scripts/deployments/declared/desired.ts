import { noLandings, type Landings } from '../../../actions/invitation/landings.ts'
import { languageOf } from '../../../actions/invitation/locale.ts'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { withLandings } from '../../mail/landings.ts'
import { withOtherWay } from '../../mail/other-way.ts'
import type { DeploySettings } from '../../ground/settings/deploy-settings.ts'
import { readTextFile } from '../../ground/text-file.ts'
import type { Bindings, PromptTexts } from '../../auth0/deployed.ts'
import type { EmailTemplate } from '../../auth0/reset-email.ts'
import { readAction, readCustomText, readTemplate, readTriggers, type ActionFile } from './files.ts'

/** An Action as tenant/ declares it, with its built code and its secrets' values. */
export type DeclaredAction = Omit<ActionFile, 'secrets'> & { secrets: { name: string; value: string }[] }

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
/** Deployed and bound only where INVITATIONS_ACCEPT_WITH is set. */
const linking = 'link-identity'

/** Names of all Actions in tenant/, whatever the settings leave out. */
export function declaredActionNames(tenantFolder: string): string[] {
  return readdirSync(join(tenantFolder, 'actions'))
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.replace(/\.json$/, ''))
}

type Switches = Pick<DeploySettings, 'requiresInvitation' | 'acceptWith' | 'without'>

/** Why the settings leave an Action out, by its name. */
function leftOutBy({ requiresInvitation, acceptWith, without }: Switches) {
  return {
    ...(requiresInvitation ? {} : Object.fromEntries(requiring.map((name) => [name, 'INVITATIONS_REQUIRE is off']))),
    ...(acceptWith.length > 0 ? {} : { [linking]: 'INVITATIONS_ACCEPT_WITH is not set' }),
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
    'requiresInvitation' | 'acceptWith' | 'secrets' | 'without' | 'locale' | 'pageLanguages' | 'linkLifetimeSec'
  >,
  landings: Landings,
): Desired {
  const read = (file: string) => readTextFile(join(tenantFolder, file))
  const leftOut = leftOutBy(settings)
  const isWanted = (name: string) => !Object.hasOwn(leftOut, name)
  return {
    actions: declaredActionNames(tenantFolder)
      .filter(isWanted)
      .map((name) => {
        const action = readAction(tenantFolder, name)
        return { ...action, code: read(action.code), secrets: withValues(action.secrets, settings.secrets) }
      }),
    leftOut,
    resetEmail: {
      ...readResetEmail(tenantFolder, settings.locale, landings, settings.acceptWith.length > 0),
      urlLifetimeInSeconds: settings.linkLifetimeSec,
    },
    triggers: Object.fromEntries(
      Object.entries(readTriggers(tenantFolder)).map(([id, bindings]) => [
        id,
        bindings.filter(({ action_name }) => isWanted(action_name)),
      ]),
    ),
    customText: settings.without.includes('texts')
      ? {}
      : inLanguages(readCustomText(tenantFolder), settings.pageLanguages),
  }
}

/**
 * The template of tenant/.
 * @param locale whoever gets a mail that knows no other language gets this one; default English
 * @param landings where its button may lead; default: no address of a record counts
 * @param hasOtherWay whether invitations are accepted with accounts of other providers, too; default: not
 */
export function readResetEmail(
  tenantFolder: string,
  locale?: string,
  landings = noLandings,
  hasOtherWay = false,
): EmailTemplate {
  const body = readTextFile(join(tenantFolder, 'emails', 'reset_email.html'))
  const template = { ...readTemplate(tenantFolder), body }
  const ours = withLandings(withDefaultLanguage(template, languageOf(locale)), landings)
  return hasOtherWay ? withOtherWay(ours, landings) : ours
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
  return {
    actions: declaredActionNames(tenantFolder),
    triggers: Object.keys(readTriggers(tenantFolder)),
    customText: inLanguages(readCustomText(tenantFolder), pageLanguages),
  }
}

/** What tenant/ declares by names only, without the built code: Actions by trigger, and the secrets that each gets. */
export function readNames(
  tenantFolder: string,
  settings: Switches & Pick<DeploySettings, 'secrets'>,
): { bound: Record<string, string[]>; secrets: Record<string, string[]> } {
  const leftOut = leftOutBy(settings)
  const isWanted = (name: string) => !Object.hasOwn(leftOut, name)
  const triggers = Object.entries(readTriggers(tenantFolder))
  const secretsOf = (name: string) => withValues(readAction(tenantFolder, name).secrets, settings.secrets)
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
