// `npm run tenant`: a local Auth0 tenant, until it is stopped.
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { assumptions, readAssumptions } from './assumptions.ts'
import { readFacts } from './facts.ts'
import { startLocalTenant, type TenantDescription, type TenantOptions } from './local-tenant.ts'
import { plans } from './tenant.ts'

const help = `A local Auth0 tenant, for development and tests. It serves until it is stopped (Ctrl-C).

Usage: npm run -s tenant -- [flags]

  --port <4443>             port on localhost; 0 picks a free one (default 4443)
  --json                    print one line of JSON instead of export lines
  --email-provider <smtp>   smtp (configured; mails go to the outbox) or builtin (Auth0's own, ignores templates)
  --plan <none>             ${plans.join(', ')}: whose limits and features apply (default none: no limits)
  --assume <name=value>     how Auth0 behaves where its documentation is silent; can be given several times:
${switches()}
  --search-delay <0>        seconds that user searches are behind (default 0); users-by-email and reads by id are not
  --check-answers           check every answer against Auth0's OpenAPI document; GET /_local/problems says what differs
  --help                    this text

LOCAL_TENANT_FACTS names a facts file: JSON that says how a real tenant behaved, {"assume":{"superseded-link":"expired"}}.
Its switches become the defaults, and --assume overrides them.

Example: npm run -s tenant -- --port 0 --json
Exit codes: 0 stopped, 1 could not start, 2 usage.
`

process.exitCode = await main(process.argv.slice(2))

async function main(args: string[]): Promise<number> {
  const options = readOptions(args)
  if (typeof options === 'string') {
    process.stderr.write(`${options}\nnpm run -s tenant -- --help\n`)
    return 2
  }
  if (options === undefined) {
    process.stdout.write(help)
    return 0
  }
  // A tenant runs long and may hold 100,000 users: collect garbage when the heap has grown by half, not fourfold.
  setFlagsFromString('--heap-growing-percent=50')
  const stopped = new Promise<void>((resolve) => {
    process.once('SIGTERM', resolve)
    process.once('SIGINT', resolve)
    if (process.env['npm_lifecycle_event'] !== undefined) whenOrphaned(resolve)
  })
  try {
    const tenant = await startLocalTenant(options)
    const { description } = tenant
    process.stdout.write(options.json ? `${JSON.stringify(description)}\n` : exportLines(description))
    await stopped
    await tenant.close()
    return 0
  } catch (failure) {
    process.stderr.write(
      `The local tenant could not start: ${failure instanceof Error ? failure.message : String(failure)}\n`,
    )
    return 1
  }
}

/** npm sends a signal to the shell it started, and the shell ends without passing it on. Its end is our signal. */
function whenOrphaned(stop: () => void): void {
  const { ppid } = process
  const watch = setInterval(() => {
    if (process.ppid === ppid) return
    clearInterval(watch)
    stop()
  }, 200)
  watch.unref()
}

/** @returns the options, undefined for --help, or what is wrong with them */
function readOptions(args: string[]): (TenantOptions & { json: boolean }) | undefined | string {
  try {
    const { values } = parseArgs({
      args,
      options: {
        port: { type: 'string', default: '4443' },
        json: { type: 'boolean', default: false },
        'email-provider': { type: 'string', default: 'smtp' },
        plan: { type: 'string', default: 'none' },
        assume: { type: 'string', multiple: true },
        'search-delay': { type: 'string', default: '0' },
        'check-answers': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) return undefined
    const plan = plans.find((one) => one === values.plan)
    if (plan === undefined) return `--plan must be one of: ${plans.join(', ')}.`
    const facts = readFacts(process.env['LOCAL_TENANT_FACTS'])
    if (typeof facts === 'string') return facts
    const assumed = readAssumptions(values.assume ?? [], facts)
    if (typeof assumed === 'string') return assumed
    const emailProvider = values['email-provider']
    if (emailProvider !== 'smtp' && emailProvider !== 'builtin') return '--email-provider must be smtp or builtin.'
    const port = Number(values.port)
    if (!/^\d+$/.test(values.port) || port > 65_535) return '--port must be a number from 0 to 65535.'
    const searchDelaySeconds = Number(values['search-delay'])
    if (!/^\d+$/.test(values['search-delay'])) return '--search-delay must be a number of seconds.'
    const checksAnswers = values['check-answers']
    return { port, emailProvider, plan, assumed, searchDelaySeconds, checksAnswers, json: values.json }
  } catch (failure) {
    return failure instanceof Error ? failure.message : String(failure)
  }
}

/** Each switch with its values, the default first, and its source. */
function switches(): string {
  return Object.entries(assumptions)
    .map(([name, { values, about, source }]) => `      ${name}=${values.join('|')}\n          ${about} (${source})`)
    .join('\n')
}

function exportLines({ domain, ca_file, clients, connection, inbox_url }: TenantDescription): string {
  return `export AUTH0_DOMAIN=${domain}
export AUTH0_CLIENT_ID=${clients.deploy.client_id}
export AUTH0_CLIENT_SECRET=${clients.deploy.client_secret}
export INVITATIONS_CLIENT_ID=${clients.app.client_id}
export INVITATIONS_CONNECTION=${connection}
export NODE_EXTRA_CA_CERTS="${ca_file}"
# Mails arrive at ${inbox_url}
`
}
