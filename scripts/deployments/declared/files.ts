import { join } from 'node:path'
import { InvitationsError } from '../../ground/errors.ts'
import { readTextFile } from '../../ground/text-file.ts'
import type { Bindings, PromptTexts } from '../../auth0/deployed.ts'
import { byName, listOf, NotAsDeclared, number, text, withFields, yesOrNo, type Parse } from './parse.ts'

// The files of tenant/, in the Deploy CLI's directory format. Teams edit them, so nothing about their content is trusted.

/** An Action as tenant/actions/<name>.json declares it. */
export interface ActionFile {
  name: string
  /** Path of its built code, below tenant/. */
  code: string
  runtime: string
  dependencies: { name: string; version: string }[]
  /** The settings have their values. */
  secrets: { name: string }[]
  supported_triggers: { id: string; version: string }[]
  /** Always true: the Deploy CLI deploys the Action after it writes the draft. */
  deployed: boolean
}

const nameAndVersion = withFields({ name: text, version: text })
const action: Parse<ActionFile> = withFields({
  ...{ name: text, code: text, runtime: text, deployed: yesOrNo },
  dependencies: listOf(nameAndVersion),
  secrets: listOf(withFields({ name: text })),
  supported_triggers: listOf(withFields({ id: text, version: text })),
})
const bindings: Parse<Record<string, Bindings>> = byName(listOf(withFields({ action_name: text, display_name: text })))
const template = withFields(
  { template: text, from: text, subject: text },
  { enabled: yesOrNo, urlLifetimeInSeconds: number },
)
const customText: Parse<Record<string, PromptTexts>> = byName(byName(byName(byName(text))))

/** @throws InvitationsError `unreadable_file` */
export function readAction(tenantFolder: string, name: string): ActionFile {
  return read(tenantFolder, `actions/${name}.json`, action)
}

/** Bindings, keyed by trigger id. @throws InvitationsError `unreadable_file` */
export function readTriggers(tenantFolder: string): Record<string, Bindings> {
  return read(tenantFolder, 'triggers/triggers.json', bindings)
}

/** Texts of the pages, keyed by language. @throws InvitationsError `unreadable_file` */
export function readCustomText(tenantFolder: string): Record<string, PromptTexts> {
  return read(tenantFolder, 'prompts/custom-text.json', customText)
}

/** The change-password template without its HTML, which is in its own file. @throws InvitationsError `unreadable_file` */
export function readTemplate(tenantFolder: string) {
  return read(tenantFolder, 'emails/reset_email.json', template)
}

/** An app, in the form that POST /clients takes. @throws InvitationsError `unreadable_file` */
export function readClient(tenantFolder: string, name: string) {
  return read(tenantFolder, `clients/${name}.json`, withFields({ name: text }))
}

/** What an app may do with an API. @throws InvitationsError `unreadable_file` */
export function readGrant(tenantFolder: string, name: string) {
  return read(tenantFolder, `grants/${name}.json`, withFields({ audience: text, scope: listOf(text) }))
}

function read<Parsed>(tenantFolder: string, file: string, parse: Parse<Parsed>): Parsed {
  const path = join(tenantFolder, file)
  const content = readTextFile(path)
  try {
    return parse(JSON.parse(content), '')
  } catch (failure) {
    if (!(failure instanceof NotAsDeclared || failure instanceof SyntaxError)) throw failure
    const what = failure instanceof SyntaxError ? `is not JSON: ${failure.message}` : failure.message
    throw new InvitationsError('unreadable_file', `${path} ${what}.`, {
      hint: 'Correct it. “git diff tenant” shows what changed there.',
      cause: failure,
    })
  }
}
