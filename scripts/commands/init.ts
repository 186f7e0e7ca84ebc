import { API_EXPLORER, DOT_ENV, NO_TOKEN, scopesForSettingUp } from '../deployments/setting-up/index.ts'
import type { CredentialsPlan, Finding } from '../deployments/index.ts'
import { exitCodes, type ExitCode } from '../ground/errors.ts'
import { deploymentsIn } from './at-tenant.ts'
import {
  acceptWithOf,
  askDomain,
  askInvitee,
  askToken,
  choose,
  requireAnswers,
  type Known,
} from './asking/set-up-questions.ts'
import { goOn, standing } from './asking/standing.ts'
import { confirm, jsonFlag, type Call, type Command } from './command.ts'
import { invite } from './invite.ts'
import { tellDotEnv, tellOverruled } from './telling/dot-env-lines.ts'
import { linesOf, tellFindings } from './telling/finding-lines.ts'
import { deployAloud } from './telling/tell-deploy.ts'
import { worded } from '../ground/next-step.ts'

export const init: Command = {
  operands: '',
  flags: {
    domain: {
      type: 'string',
      value: '<domain>',
      help: 'the tenant’s domain, like acme.eu.auth0.com (or AUTH0_DOMAIN)',
    },
    'token-file': {
      type: 'string',
      value: '<file>',
      file: 'read',
      help: 'a file with an administrator’s Management API token (or AUTH0_ACCESS_TOKEN)',
    },
    via: {
      type: 'string',
      value: '<auth0-cli>',
      help: 'let a logged-in auth0 CLI make the apps; no token is needed',
    },
    app: { type: 'string', value: '<client id>', help: 'the app that people sign in to, if there are several' },
    connection: { type: 'string', value: '<name>', help: 'the database connection, if there are several' },
    'accept-with': {
      type: 'string',
      value: '<connections>',
      help: 'connections that people may accept with, like google-oauth2,acme (INVITATIONS_ACCEPT_WITH); also makes the app that links them',
    },
    deploy: { type: 'boolean', help: 'deploy without asking' },
    invite: { type: 'string', value: '<email>', help: 'whom to invite at the end, for example yourself' },
    json: jsonFlag,
  },
  examples: [
    'init                    in a terminal: it asks for everything',
    'init --domain acme.eu.auth0.com --token-file token.txt --app my-app --deploy --yes',
  ],
  notes: () => [
    `It needs a Management API token once, and does not keep it. In the dashboard: Applications > APIs > Auth0 Management API > API Explorer, ${API_EXPLORER}`,
    `The token needs at least these scopes: ${scopesForSettingUp.join(' ')}`,
    'It creates two apps with only the scopes they need (three with --accept-with), writes .env, deploys, and runs doctor.',
    'If you run it again, it changes nothing.',
  ],
  changes: () => true,
  asks: true,
  readsSettings: false,
  async run(call) {
    requireAnswers(call)
    const acceptWith = acceptWithOf(call)
    const domain = await askDomain(call)
    const known = await askToken(call, domain)
    const chosen = await choose(call, known.choices)
    return setUp(call, { ...known, domain, ...chosen, acceptWith })
  },
}

/** All answers to the questions. */
interface Answers extends Known {
  domain: string
  clientId: string
  connection: string
  acceptWith: string[]
}

async function setUp(call: Call, answers: Answers): Promise<ExitCode> {
  const { output, flags, signal } = call
  const { settingUp, domain, clientId, connection, acceptWith, token } = answers
  const chosen = { clientId, connection, acceptWith }
  const dryRun = flags['dry-run'] === true
  tellLacking(call, await settingUp.lacking(chosen))
  goOn(signal, 'Nothing was done.')
  const making = {
    dryRun,
    planned: ({ changes }: CredentialsPlan) => tellApps(call, domain, changes),
    approve: () => confirm(call, `Make them in ${domain}?`),
    progress: (line: string) => output.bar(line),
    signal,
  }
  const apps = await settingUp.makeApps(making, chosen)
  const isMade = apps.changes.length > 0 && !dryRun
  if (isMade) output.say(`The apps are in ${domain}.`)
  const plan = await standing(
    signal,
    isMade ? `The apps are in ${domain}, and .env is unchanged.` : 'Nothing was done.',
    async () => {
      const planned = await settingUp.planDotEnv(chosen)
      tellDotEnv(call, planned)
      if (dryRun || planned.lines.length === 0) return planned
      if (!planned.isNew) await confirm(call, `Change ${DOT_ENV}?`)
      settingUp.writeDotEnv(planned)
      output.say(planned.isNew ? `Wrote ${DOT_ENV}, which only you can read.` : `Changed ${DOT_ENV}.`)
      return planned
    },
  )
  const summary = { domain, apps: apps.changes.length, settings: plan.lines.length }
  const { AUTH0_ACCESS_TOKEN: _, ...environment } = call.environment
  if (dryRun && token === NO_TOKEN) {
    output.say('Not planned: a token is needed to read what a deploy would change. Nothing was done.')
    output.record({ type: 'summary', ...summary, deployed: false })
    return exitCodes.done
  }
  if (dryRun) {
    const settings = {
      ...{ AUTH0_DOMAIN: domain, INVITATIONS_CLIENT_ID: clientId, INVITATIONS_CONNECTION: connection },
      ...(acceptWith.length > 0 && { INVITATIONS_ACCEPT_WITH: acceptWith.join(',') }),
    }
    const { AUTH0_CLIENT_ID: __, AUTH0_DEPLOY_CLIENT_ID: ___, ...others } = environment
    const administrator = { ...call, environment: { ...others, ...settings, AUTH0_ACCESS_TOKEN: token } }
    const { changes } = await deployAloud(administrator, deploymentsIn(administrator), { dryRun })
    output.say('Nothing was done.')
    output.record({ type: 'summary', ...summary, deployed: false, changes: changes.length })
    return exitCodes.done
  }
  tellOverruled(call, plan)
  const byDotEnv = { ...call, environment: { ...environment, ...plan.settings } }
  return standing(signal, `The apps are in ${domain}, and ${DOT_ENV} is complete.`, () => afterwards(byDotEnv, summary))
}

/** Does what later commands would do, with the apps in `.env` and only their rights. */
async function afterwards(call: Call, done: { domain: string; apps: number; settings: number }): Promise<ExitCode> {
  const { output } = call
  const deployments = deploymentsIn(call)
  const changes = await deployed(call, done.domain)
  if (changes === undefined) {
    output.say([
      'Not deployed. Until it is, invitations arrive as password resets:',
      worded(['  ', { do: 'deploy apply' }]),
    ])
    output.record({ type: 'summary', ...done, deployed: false })
    return exitCodes.done
  }
  output.say('')
  const { errors, warnings } = tellFindings(output, done.domain, await deployments.doctor())
  const isUnchanged = done.apps + done.settings + changes === 0
  if (isUnchanged) output.say('Nothing was changed: everything was there already.')
  const invited = errors > 0 ? undefined : await inviteFirst(call)
  output.record({ type: 'summary', ...done, deployed: true, changes, errors, warnings })
  if (errors > 0)
    output.say(worded(['Invitations will not work until the errors above are fixed. Then: ', { do: 'doctor' }]))
  else if (invited === undefined)
    output.say(['Ready. Invite somebody:', worded(['  ', { do: 'invite', email: 'ada@example.com' }])])
  return errors > 0 ? exitCodes.notDone : (invited ?? exitCodes.done)
}

/** @returns how many changes were deployed; undefined if the person does not want that now */
async function deployed(call: Call, domain: string): Promise<number | undefined> {
  const { flags, ask } = call
  const isAsked = flags['deploy'] !== true && flags['yes'] !== true && ask !== undefined
  if (flags['deploy'] !== true && !isAsked) {
    const { changes } = await deployAloud(call, deploymentsIn(call), { dryRun: true })
    return changes.length === 0 ? 0 : undefined
  }
  let isWanted = true
  try {
    const { changes } = await deployAloud(call, deploymentsIn(call), {
      approve: async () => {
        isWanted = !isAsked || (await ask(`Deploy this into ${domain}?`))
        if (!isWanted) throw new NotNow()
      },
    })
    return changes.length
  } catch (failure) {
    if (!isWanted) return undefined
    throw failure
  }
}

class NotNow extends Error {}

/** @returns how it ended; undefined if nobody is to be invited */
async function inviteFirst(call: Call): Promise<ExitCode | undefined> {
  const address = await askInvitee(call)
  if (address === undefined) return undefined
  const { yes, json } = call.flags
  return invite.run({ ...call, operands: [address], flags: { yes, json } })
}

function tellLacking({ output }: Call, lacking: readonly Finding[]): void {
  for (const finding of lacking) output.record({ type: 'finding', ...finding })
  const unseen = lacking.filter(({ code }) => code === 'not_looked_at')
  const toDo = lacking.filter((finding) => !unseen.includes(finding))
  if (toDo.length > 0) output.say(['', 'Still to do in the dashboard, now or later:', ...toDo.flatMap(linesOf)])
  for (const { what } of unseen) output.warn(what)
}

function tellApps(call: Call, domain: string, changes: readonly string[]): void {
  const { output, flags } = call
  for (const change of changes) output.record({ type: 'change', change })
  if (changes.length === 0)
    output.say(`${domain} already has the apps as declared. Their secrets are read, not changed.`)
  else
    output.say([
      `${flags['dry-run'] ? 'Would make' : 'To make'} in ${domain}:`,
      ...changes.map((change) => `  ${change}`),
    ])
}
