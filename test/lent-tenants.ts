import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { inject } from 'vitest'
import type { TestProject } from 'vitest/node'
import type { TenantDescription } from './emulator/local-tenant.ts'
import { assumedByStories } from './assumed.ts'
import { packPackage } from './packed-package.ts'
import { runProgram } from './run-program.ts'
import { TenantControls } from './start-tenant.ts'
import type { Started, Wanted, WantedTenant } from './tenants-process.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where test files get a tenant, the result of a deploy, and the package. */
    lentTenantsUrl: string
  }
}

/**
 * Starts, before the test processes, one server that lends them tenants, deploys for them and packs the package. A process
 * for each tenant, a deploy and the types of the package each take seconds, and several files need the same.
 */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  assumedByStories() // Reports wrong variables once, before the first story.
  const lent = new LentTenants()
  let packed: Promise<string> | undefined
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = JSON.parse(await text(request)) as never
    try {
      if (request.url === '/lend') response.end(JSON.stringify(await lent.lend(body)))
      else if (request.url === '/deployed') response.end(await lent.deployed(body))
      else if (request.url === '/packed') response.end(await (packed ??= packPackage()))
      else {
        lent.takeBack(body)
        response.end()
      }
    } catch (failure) {
      response.writeHead(500).end(String(failure))
    }
  }
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  provide('lentTenantsUrl', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  return async () => {
    server.close()
    server.closeAllConnections()
    await lent.stop()
  }
}

export type LentOptions = Partial<Omit<WantedTenant, 'checksAnswers'>>

/** A tenant as most stories need it. */
const asStarted: WantedTenant = {
  plan: 'none',
  emailProvider: 'smtp',
  assume: [],
  searchDelaySeconds: 0,
  checksAnswers: true,
}

/** Tenants are as busy as the tests that use them: in one process, they would wait for each other. */
const PROCESSES = 2

class LentTenants {
  readonly #processes = Array.from({ length: PROCESSES }, () => new TenantsProcess())
  readonly #tenants: { description: TenantDescription; process: TenantsProcess; options: string; isFree: boolean }[] =
    []
  /** What was deployed, by the settings of the program. */
  readonly #deployed = new Map<string, Promise<string>>()

  async lend(options: WantedTenant): Promise<TenantDescription> {
    const wanted = JSON.stringify(options)
    const free = this.#tenants.find((one) => one.isFree && one.options === wanted)
    if (free !== undefined) {
      free.isFree = false
      free.process.lent += 1
      return free.description
    }
    const [process] = this.#processes.sort((one, other) => one.lent - other.lent)
    if (process === undefined) throw new Error('There is no process for tenants.')
    process.lent += 1
    const description = await process.start(options)
    this.#tenants.push({ description, process, options: wanted, isFree: false })
    return description
  }

  takeBack({ domain }: { domain: string }): void {
    const one = this.#tenants.find(({ description }) => description.domain === domain)
    if (one === undefined) return
    one.isFree = true
    one.process.lent -= 1
  }

  deployed(settings: Record<string, string>): Promise<string> {
    const key = JSON.stringify(settings)
    const configuration = this.#deployed.get(key) ?? this.#deploy(settings)
    this.#deployed.set(key, configuration)
    return configuration
  }

  /** Deploys in a tenant that is not lent to anybody meanwhile, and is reset afterwards. */
  async #deploy(settings: Record<string, string>): Promise<string> {
    const description = await this.lend(asStarted)
    const program = join(process.cwd(), 'dist', 'invitations.cjs')
    const { exitCode, stderr } = await runProgram([program, 'deploy', 'apply', '--yes'], {
      ...new TenantControls(description).settings,
      ...settings,
    })
    if (exitCode !== 0) throw new Error(`The deploy failed:\n${stderr}`)
    const problems = await control(description, 'GET', 'problems')
    if (problems !== '[]') throw new Error(`Problems of the local tenant:\n${problems}`)
    const configuration = await control(description, 'GET', 'configuration')
    await control(description, 'POST', 'reset')
    await control(description, 'DELETE', 'switches')
    this.takeBack(description)
    return configuration
  }

  async stop(): Promise<void> {
    await Promise.all(this.#processes.map((process) => process.stop()))
  }
}

/** dist/tenants-process.js, and its pending requests. */
class TenantsProcess {
  /** Its tenants that are lent. */
  lent = 0
  #asked = 0
  readonly #child: ChildProcess = fork(join(process.cwd(), 'dist', 'tenants-process.js'), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })

  start(tenant: WantedTenant): Promise<TenantDescription> {
    const number = ++this.#asked
    return new Promise((resolve, reject) => {
      const ended = () => reject(new Error('The process of the local tenants ended.'))
      const hear = (started: Started) => {
        if (started.number !== number) return
        this.#child.off('message', hear).off('exit', ended)
        if ('description' in started) resolve(started.description)
        else reject(new Error(started.failure))
      }
      this.#child.on('message', hear).once('exit', ended)
      const wanted: Wanted = { number, tenant }
      this.#child.send(wanted)
    })
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return
    const ended = once(this.#child, 'exit')
    this.#child.disconnect()
    await ended
  }
}

/** @returns a new tenant, with its answers checked; the caller gives it back with `giveBackTenant` */
export async function lendTenant(options: LentOptions = {}): Promise<TenantControls> {
  const all: WantedTenant = { ...asStarted, ...options }
  return new TenantControls(JSON.parse(await ask('/lend', all)) as TenantDescription)
}

/** @throws if the tenant failed or contradicted Auth0's OpenAPI document; then nobody gets it again */
export async function giveBackTenant(tenant: TenantControls): Promise<void> {
  const problems = await tenant.problems()
  if (problems.length > 0) throw new Error(`Problems of the local tenant:\n${problems.join('\n')}`)
  await tenant.reset()
  await tenant.takeSwitches()
  await ask('/take-back', { domain: tenant.description.domain })
}

/** @param settings of the program that deploys @returns the argument of `takeConfiguration` */
export function deployedOnce(settings: Record<string, string>): Promise<string> {
  return ask('/deployed', settings)
}

/** @returns the file that `npm publish` would send, made once for all files */
export function packedOnce(): Promise<string> {
  return ask('/packed', {})
}

async function ask(path: string, body: object): Promise<string> {
  const response = await fetch(`${inject('lentTenantsUrl')}${path}`, { method: 'POST', body: JSON.stringify(body) })
  const answer = await response.text()
  if (!response.ok) throw new Error(answer)
  return answer
}

/** A call to a tenant's controls. It names the certificate, which was not known when this process started. */
async function control({ inbox_url, ca_file }: TenantDescription, method: string, path: string): Promise<string> {
  const call = request(`${inbox_url}${path}`, { method, ca: readFileSync(ca_file) }).end()
  const [response] = (await once(call, 'response')) as [IncomingMessage]
  return text(response)
}
