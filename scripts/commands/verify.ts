import { findChromium } from '../ground/chromium-path.ts'
import { exitCodes, InvitationsError, type ExitCode } from '../ground/errors.ts'
import { problemOfCredential } from '../ground/secrets.ts'
import { readTextFile } from '../ground/text-file.ts'
import {
  factsOf,
  mailCatcher,
  mailsByHand,
  pagesByBrowser,
  pagesByHand,
  scopesForVerifying,
  stories,
  type Ask,
  type CheckResult,
  type Mailbox,
  type Pages,
  type Story,
  type Verification,
} from '../verify/index.ts'
import { verificationIn } from './at-tenant.ts'
import { jsonFlag, requireAnswer, text, texts, type Call, type Command } from './command.ts'
import { tellCleaned, tellResult, tellSummary, tellWhatItMakes } from './telling/verify-lines.ts'
import { deployAloud } from './telling/tell-deploy.ts'
import { didYouMean } from '../ground/did-you-mean.ts'

/** A test tenant has no more accounts than this. */
const MOST_ACCOUNTS = 100
const FACTS = 'tenant-facts.json'
/** Mails to this domain reach nobody (RFC 2606). */
const CAUGHT = '{tag}@example.com'

export const verify: Command = {
  operands: '',
  flags: {
    mailbox: {
      type: 'string',
      value: '<url|ask>',
      help: 'a mail catcher with Mailpit’s API that receives the tenant’s mails, or ask: you read them (default ask)',
    },
    address: {
      type: 'string',
      value: '<you+{tag}@example.com>',
      help: `where the mails go; {tag} becomes a name (default with a mail catcher: ${CAUGHT})`,
    },
    pages: {
      type: 'string',
      value: '<browser|ask>',
      help: 'who opens Auth0’s pages: Chromium (CHROME_PATH), or you (default: Chromium if there is one)',
    },
    only: { type: 'string', multiple: true, value: '<story>', help: 'only this story; repeatable' },
    deploy: {
      type: 'boolean',
      help: 'deploy first, even if something is deployed already',
    },
    facts: {
      type: 'string',
      value: '<file>',
      file: 'written',
      help: `write what was found out to this file (default ${FACTS})`,
    },
    'token-file': {
      type: 'string',
      value: '<file>',
      file: 'read',
      help: 'a file with an administrator’s Management API token (default: the credentials that deploy)',
    },
    really: { type: 'boolean', help: `also use a tenant with more than ${MOST_ACCOUNTS} accounts` },
    clean: { type: 'boolean', help: 'only remove what a killed run left behind' },
    json: jsonFlag,
  },
  examples: [
    'verify --mailbox http://localhost:8025/',
    'verify --address "you+{tag}@example.com"        you read the mails, and paste their links',
    'verify --mailbox http://localhost:8025/ --only journey --only link-fragment',
  ],
  notes: () => [
    'Use it on a test tenant only. It creates accounts, mails, Actions and an app, and changes the mail template for a few moments. At the end it removes or restores all of this. The API does not say which tenant is in production, so verify asks you to type the tenant’s name. --yes types it for you.',
    `Stories: ${stories.map(({ name }) => name).join(', ')}`,
    `The token, or the app that deploys, also needs these scopes: ${scopesForVerifying.join(' ')}`,
  ],
  changes: () => true,
  asks: true,
  async run(call) {
    const verification = verificationIn(call, tokenOf(call))
    if (call.flags['clean'] === true) return cleanUp(call, verification)
    const chosen = chosenStories(call)
    const addresses = addressesOf(call)
    const mailbox = mailboxOf(call, verification.domain)
    if (call.flags['dry-run'] !== true) call.disk.tryToWrite(factsFileOf(call))
    const looked = await verification.look()
    requireSmall(call, looked)
    tellWhatItMakes(call.output, looked, chosen, addresses)
    if (call.flags['dry-run'] === true) {
      call.output.say('Nothing was done.')
      call.output.record({ type: 'summary', domain: looked.domain, stories: chosen.length })
      return exitCodes.done
    }
    await requireName(call, looked.domain)
    if (looked.leftovers) tellCleaned(call.output, await verification.clean())
    await deployWhereWanted(call, verification)
    const pages = await pagesOf(call)
    const results: CheckResult[] = []
    try {
      await verification.run({
        ...{ mailbox, pages, addresses, stories: chosen, signal: call.signal },
        begins: (name) => call.output.bar(name),
        told: (result) => {
          results.push(result)
          tellResult(call.output, result)
        },
        cleaned: (cleaned) => tellCleaned(call.output, cleaned),
      })
    } finally {
      await pages.close()
    }
    return concluded(call, verification, results)
  },
}

function factsFileOf(call: Call): string {
  return text(call, 'facts') ?? FACTS
}

function concluded(call: Call, verification: Verification, results: readonly CheckResult[]): ExitCode {
  const facts = factsOf(results, verification.known())
  const path = factsFileOf(call)
  const isSettled = Object.keys(facts.assume).length > 0
  if (isSettled) call.disk.replace(path, `${JSON.stringify(facts, null, 2)}\n`)
  return tellSummary(call.output, facts, isSettled ? path : undefined, results)
}

async function cleanUp({ output, flags }: Call, verification: Verification): Promise<ExitCode> {
  if (flags['dry-run'] === true) {
    const { domain, leftovers } = await verification.look()
    output.say(
      leftovers
        ? `An earlier run left something in ${domain}.`
        : `No run left anything in ${domain}, as far as this machine knows.`,
    )
    return exitCodes.done
  }
  const cleaned = await verification.clean()
  tellCleaned(output, cleaned)
  output.record({ type: 'summary', removed: cleaned.removed.length, left: cleaned.left.length })
  return cleaned.left.length === 0 ? exitCodes.done : exitCodes.notDone
}

function tokenOf(call: Call): string | undefined {
  const file = text(call, 'token-file')
  if (file === undefined) return undefined
  const token = readTextFile(file).trim()
  call.secrets.add(token)
  const problem = token === '' ? 'it is empty' : problemOfCredential(token)
  if (problem === undefined) return token
  throw new InvitationsError('wrong_credentials', `${file} has no token: ${problem}.`, {
    hint: 'In the dashboard: Applications > APIs > Auth0 Management API > API Explorer.',
  })
}

/** @throws InvitationsError `usage` for an unknown story */
function chosenStories(call: Call): readonly Story[] {
  const wanted = texts(call, 'only')
  const unknown = wanted.find((name) => !stories.some((story) => story.name === name))
  if (unknown !== undefined) {
    const names = stories.map(({ name }) => name)
    throw new InvitationsError('usage', `There is no story "${unknown}".${didYouMean(unknown, names)}`, {
      hint: `Stories: ${names.join(', ')}.`,
    })
  }
  return wanted.length === 0 ? stories : stories.filter(({ name }) => wanted.includes(name))
}

/** @throws InvitationsError `usage` */
function addressesOf(call: Call): string {
  const given = text(call, 'address')
  const isCaught = text(call, 'mailbox') !== undefined && text(call, 'mailbox') !== 'ask'
  const addresses = given ?? (isCaught ? CAUGHT : undefined)
  const hint = 'For example --address "you+{tag}@example.com": the part after the + is a name, and all mails reach you.'
  if (addresses === undefined)
    throw new InvitationsError('usage', 'The mails need an address that you can read. Nothing was done.', { hint })
  if (!/^[^\s@]*\{tag\}[^\s@]*@[^\s@{}]+$/.test(addresses))
    throw new InvitationsError('usage', `"${addresses}" is not an address with {tag} before the @. Nothing was done.`, {
      hint,
    })
  return addresses
}

function mailboxOf(call: Call, domain: string): Mailbox {
  const given = text(call, 'mailbox') ?? 'ask'
  if (given === 'ask') return mailsByHand(askIn(call, '--mailbox <url>'))
  const turns = call.turnsAt(domain)
  const now = () => turns.nowMs()
  return mailCatcher(given, { fetch: (...request) => fetch(...request), now, wait: (ms) => turns.wait(ms) })
}

async function pagesOf(call: Call): Promise<Pages> {
  const given = text(call, 'pages')
  if (given !== undefined && given !== 'browser' && given !== 'ask')
    throw new InvitationsError('usage', `"${given}" is neither browser nor ask.`, {
      hint: [{ do: 'help', with: 'verify' }],
    })
  const path = given === 'ask' ? undefined : findChromium(call.environment)
  const { NODE_EXTRA_CA_CERTS, SSL_CERT_FILE } = call.environment
  if (path !== undefined) return pagesByBrowser(path, (NODE_EXTRA_CA_CERTS ?? SSL_CERT_FILE) !== undefined)
  if (given === 'browser') {
    throw new InvitationsError('browser_failed', 'There is no Chromium or Chrome.', {
      hint: 'Install one (Debian: apt install chromium), or name one with CHROME_PATH.',
    })
  }
  return pagesByHand(askIn(call, '--pages browser, with Chromium installed'))
}

/** @throws InvitationsError `usage` if nobody can be asked */
function askIn({ askText, output }: Call, instead: string): Ask {
  if (askText === undefined) {
    throw new InvitationsError(
      'usage',
      `Nobody can be asked here: there is no terminal. Give ${instead}. Nothing was done.`,
      {
        hint: [{ do: 'help', with: 'verify' }],
      },
    )
  }
  return (question, above, open) => {
    if (open === undefined) return askText(`${question}: `, { above })
    output.say(above)
    output.handOver(open)
    return askText(`${question}: `)
  }
}

function requireSmall({ flags }: Call, { domain, accounts }: { domain: string; accounts: number }): void {
  if (accounts <= MOST_ACCOUNTS || flags['really'] === true) return
  throw new InvitationsError(
    'tenant_in_use',
    `${domain} has ${accounts} accounts, so it seems to be in use. Nothing was done.`,
    { hint: 'Use a tenant for development. If this is one: --really' },
  )
}

/** @throws InvitationsError `confirmation_needed`, `cancelled` */
async function requireName(call: Call, domain: string): Promise<void> {
  requireAnswer(call, `May ${domain} be used for this?`)
  if (call.flags['yes'] === true || call.askText === undefined) return
  const typed = await call.askText('Type the tenant’s domain to continue: ')
  if (typed.trim().toLowerCase() === domain.toLowerCase()) return
  throw new InvitationsError('cancelled', `That is not ${domain}. Nothing was done.`, { hint: '' })
}

/** Deploys if the person agrees. Without our parts in the tenant, there would be nothing to try. */
async function deployWhereWanted(call: Call, { deployments }: Verification): Promise<void> {
  const isDeployed = (await deployments.history()).ours.length > 0
  if (call.flags['deploy'] !== true && isDeployed) return
  if (!isDeployed) call.output.say('Nothing of ours is deployed there yet. This is deployed now, and stays:')
  await deployAloud(call, deployments, {})
}
