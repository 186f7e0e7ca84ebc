import { entries, problemOfSetting } from '../../../actions/invitation/settings.ts'
import {
  API_EXPLORER,
  NO_TOKEN,
  requireTenant,
  scopesForSettingUp,
  type Choices,
  type SettingUp,
} from '../../deployments/setting-up/index.ts'
import { InvitationsError } from '../../ground/errors.ts'
import { problemOfCredential } from '../../ground/secrets.ts'
import { DEFAULT_CONNECTION, readInvitationSettings } from '../../ground/settings/invitation-settings.ts'
import { problemOfDomain } from '../../ground/settings/tenant-settings.ts'
import { readTextFile } from '../../ground/text-file.ts'
import { wrongRequest } from '../../invitations/inviting/invite-request.ts'
import { invitationsIn, settingUpIn } from '../at-tenant.ts'
import { text, type Call } from '../command.ts'
import { answerTo } from './answer.ts'
import { chooseOne } from './choose-one.ts'

const usages = { domain: '--domain', token: '--token-file', app: '--app', connection: '--connection' } as const

/**
 * Refuses before any call is made if nobody can be asked.
 * @throws InvitationsError `usage`, naming every flag that is needed
 */
export function requireAnswers({ askText, flags, environment }: Call): void {
  if (askText !== undefined) return
  const isSet = (flag: string, setting: string) => flags[flag] !== undefined || environment[setting] !== undefined
  const missing = [
    ...(isSet('domain', 'AUTH0_DOMAIN') ? [] : [usages.domain]),
    ...(isSet('token-file', 'AUTH0_ACCESS_TOKEN') || flags['via'] !== undefined ? [] : [usages.token]),
    ...(flags['yes'] === true || flags['dry-run'] === true ? [] : ['--yes']),
  ]
  if (missing.length === 0) return
  const message = `init asks questions, but there is no terminal here. Nothing was done. Give it ${missing.join(', ')}.`
  throw new InvitationsError('usage', message, { hint: [{ do: 'help', with: 'init' }] })
}

/**
 * Connections whose accounts may accept, from the flag or else from the settings. Asks nothing.
 * @throws InvitationsError `usage` for anything that cannot be such a connection
 */
export function acceptWithOf(call: Call): string[] {
  const given = text(call, 'accept-with') ?? call.environment['INVITATIONS_ACCEPT_WITH'] ?? ''
  const problem = given.trim() === '' ? undefined : problemOfSetting('INVITATIONS_ACCEPT_WITH', given)
  if (problem === undefined) return entries(given)
  throw new InvitationsError('usage', `--accept-with: ${problem}. Nothing was done.`, {
    hint: [{ do: 'help', with: 'init' }],
  })
}

/** Asks for the domain of an Auth0 tenant that answers. */
export async function askDomain(call: Call): Promise<string> {
  const preset = call.environment['AUTH0_DOMAIN']
  const read = async (given: string) => {
    const domain = given
      .replace(/^https?:\/\//i, '')
      .replace(/\/+$/, '')
      .toLowerCase()
    const problem = domain === '' ? 'it is empty' : problemOfDomain(domain)
    if (problem !== undefined) {
      const hint = 'The dashboard shows it: Applications > any app > Settings > Domain.'
      throw new InvitationsError('wrong_domain', `The domain is needed: ${problem}.`, { hint })
    }
    await requireTenant(domain, call.environment, call.turnsAt(domain))
    return domain
  }
  if (call.askText === undefined && preset !== undefined && text(call, 'domain') === undefined) return read(preset)
  const question = 'Your tenant’s domain, like acme.eu.auth0.com'
  const domain = await answerTo(call, { flag: 'domain', usage: usages.domain, question, otherwise: preset, read })
  call.output.say(`Auth0 answers at ${domain}.`)
  return domain
}

/** What the token gives access to. */
export interface Known {
  token: string
  settingUp: SettingUp
  choices: Choices
}

/** Asks for a token and checks that it allows everything. It is kept only in this process. */
export async function askToken(call: Call, domain: string): Promise<Known> {
  const read = async (given: string): Promise<Known> => {
    const token = given.trim().replace(/^Bearer\s+/i, '')
    const problem = token === '' ? 'it is empty' : problemOfCredential(token)
    if (problem !== undefined)
      throw new InvitationsError('wrong_credentials', `That is not a token: ${problem}.`, { hint: WHERE })
    call.secrets.add(token)
    const settingUp = settingUpIn(call, domain, token)
    try {
      return { token, settingUp, choices: await settingUp.choices() }
    } catch (failure) {
      const isOfToken =
        failure instanceof InvitationsError && ['wrong_credentials', 'missing_scope'].includes(failure.code)
      throw isOfToken && token !== NO_TOKEN ? failure.withHint(`Use another one. ${WHERE}`) : failure
    }
  }
  const via = text(call, 'via')
  if (via !== undefined) {
    if (via === 'auth0-cli') return read(NO_TOKEN)
    throw new InvitationsError('usage', `"${via}" is not known. --via accepts auth0-cli only.`, { hint: '' })
  }
  const file = text(call, 'token-file')
  if (file !== undefined) return read(readTextFile(file))
  const preset = call.environment['AUTH0_ACCESS_TOKEN']
  if (preset !== undefined && call.askText === undefined) return read(preset)
  return answerTo(call, {
    flag: 'token-file',
    usage: usages.token,
    above: [
      '',
      'A Management API token is needed once. It is not kept, and what you paste is not shown.',
      WHERE,
      `It needs at least these scopes: ${scopesForSettingUp.join(' ')}`,
    ],
    question: preset === undefined ? 'The token' : 'The token, or Enter for AUTH0_ACCESS_TOKEN',
    hidden: true,
    read: (given) => read(given === '' && preset !== undefined ? preset : given),
  })
}

const WHERE = `In the dashboard: Applications > APIs > Auth0 Management API > API Explorer. ${API_EXPLORER}`

/** Asks for the app that people sign in to, and for the connection with their accounts. */
export async function choose(call: Call, choices: Choices): Promise<{ clientId: string; connection: string }> {
  const app = await chooseOne(call, {
    flag: 'app',
    usage: usages.app,
    what: 'app that people sign in to',
    choices: choices.apps.map(({ client_id, name }) => ({ id: client_id, name })),
    otherwise: call.environment['INVITATIONS_CLIENT_ID'],
    code: 'wrong_app',
  })
  const connection = await chooseOne(call, {
    flag: 'connection',
    usage: usages.connection,
    what: 'database connection of their accounts',
    choices: choices.connections.map((name) => ({ id: name, name })),
    otherwise: call.environment['INVITATIONS_CONNECTION'] ?? DEFAULT_CONNECTION,
    code: 'unknown_connection',
  })
  return { clientId: app.id, connection: connection.id }
}

/** Asks whom to invite at the end; undefined for nobody. */
export async function askInvitee(call: Call): Promise<string | undefined> {
  if (call.flags['invite'] === undefined && (call.askText === undefined || call.flags['yes'] === true)) return undefined
  const asked = call.flags['invite'] === undefined
  const invitations = invitationsIn(readInvitationSettings(call.environment), call)
  return answerTo(call, {
    flag: 'invite',
    usage: '--invite',
    question: 'Invite yourself? Your address, or Enter for nobody',
    read: (email) => {
      const problems = email === '' ? [] : invitations.problemsOf({ email })
      if (problems.length > 0) throw asked ? wrongRequest(problems).withHint('') : wrongRequest(problems)
      return email === '' ? undefined : email
    },
  })
}
