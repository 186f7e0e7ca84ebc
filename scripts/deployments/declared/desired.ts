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

/** An Action as tenant/ declares it, with its built code and the values of its secrets. */
export type DeclaredAction = Omit<ActionFile, 'secrets'> & { secrets: { name: string; value: string }[] }

/** What tenant/ declares, with the settings applied. */
export interface Desired {
  actions: DeclaredAction[]
  /** Why a setting leaves an Action out, keyed by the Action's name. */
  leftOut: Record<string, string>
  resetEmail: EmailTemplate
  /** Keyed by trigger id. */
  triggers: Record<string, Bindings>
  /** Keyed by language. */
  customText: Record<string, PromptTexts>
}

/** Deployed and bound only if INVITATIONS_REQUIRE is on, because bound Actions count against a quota. */
const requiring = ['require-invitation', 'require-invitation-at-sign-in']
const guard = 'guard-invitation-link'
/** Deployed and bound only if INVITATIONS_ACCEPT_WITH is set. */
const linking = 'link-identity'

/** Names of all Actions in tenant/, including those that the settings leave out. */
export function declaredActionNames(tenantFolder: string): string[] {
  return readdirSync(join(tenantFolder, 'actions'))
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.replace(/\.json$/, ''))
}

type Switches = Pick<DeploySettings, 'requiresInvitation' | 'acceptWith' | 'without'>

/** Why the settings leave an Action out, keyed by its name. */
function leftOutBy({ requiresInvitation, acceptWith, without }: Switches) {
  return {
    ...(requiresInvitation ? {} : Object.fromEntries(requiring.map((name) => [name, 'INVITATIONS_REQUIRE is off']))),
    ...(acceptWith.length > 0 ? {} : { [linking]: 'INVITATIONS_ACCEPT_WITH is not set' }),
    ...(without.includes('guard') ? { [guard]: 'the guard is left out' } : {}),
  } as Record<string, string>
}

/**
 * Reads tenant/ and applies the settings: secrets get their values, and what is switched off is left out.
 * @param landings where invitations may lead; both the template and the secrets get them
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
 * The reset_email template of tenant/.
 * @param locale the language of mails to anyone for whom no other language is known; default: English
 * @param landings where its button may lead; default: to no address that a record names
 * @param hasOtherWay whether people may also accept with an account of another provider; default: false
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

/** @param codes Auth0's language codes. Some have a region (fr-FR) where our texts have none. */
function inLanguages(texts: Desired['customText'], codes: readonly string[]): Desired['customText'] {
  return Object.fromEntries(codes.map((code) => [code, texts[languageOf(code)] ?? {}]))
}

/** All secrets of an Action are replaced at once, so those that are not set are removed. */
function withValues(secrets: { name: string }[], values: DeploySettings['secrets']): DeclaredAction['secrets'] {
  return secrets.flatMap(({ name }) => {
    const value = values[name]
    return value === undefined ? [] : [{ name, value }]
  })
}

/** The places that tenant/ declares, including those that the settings leave out. */
export interface DeclaredPlaces {
  actions: string[]
  triggers: string[]
  /** With the texts that a deploy sets. */
  customText: Desired['customText']
}

/** Reads the places without the built code. */
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

/** What tenant/ declares, by name only and without the built code: the Actions of each trigger, and each one's secrets. */
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
