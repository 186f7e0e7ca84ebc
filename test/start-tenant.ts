import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { TenantDescription } from './emulator/local-tenant.ts'
import type { Fault } from './emulator/local/faults.ts'
import type { Mail } from './emulator/mail/mail.ts'
import type { RequestEntry } from './emulator/http/request-entry.ts'
import { trusting } from './trust-local-tenant.ts'

/** The controls of a running local tenant. The caller's process must trust its certificate to use them. */
export class TenantControls {
  readonly description: TenantDescription

  constructor(description: TenantDescription) {
    this.description = description
  }

  /** The settings that make the program use this tenant, in a process that trusts nobody yet. */
  get settings(): Record<string, string> {
    return { ...this.namedSettings, ...trusting(this.description.ca_file) }
  }

  /** Those of them that are the program's own. */
  get namedSettings(): Record<string, string> {
    const { domain, clients, connection } = this.description
    return {
      AUTH0_DOMAIN: domain,
      AUTH0_CLIENT_ID: clients.deploy.client_id,
      AUTH0_CLIENT_SECRET: clients.deploy.client_secret,
      INVITATIONS_CLIENT_ID: clients.app.client_id,
      INVITATIONS_CONNECTION: connection,
      INVITATIONS_ROLES: 'editor, viewer',
    }
  }

  /** Mails to an address, oldest first. */
  async outbox(to: string): Promise<Mail[]> {
    const response = await this.#control('GET', `outbox?to=${encodeURIComponent(to)}`)
    return (await response.json()) as Mail[]
  }

  /** Calls to the tenant since the last `forgetRequests`. */
  async requests(): Promise<RequestEntry[]> {
    return (await (await this.#control('GET', 'requests')).json()) as RequestEntry[]
  }

  /** What went wrong in the tenant itself, and answers that contradict Auth0's OpenAPI document. */
  async problems(): Promise<string[]> {
    return (await (await this.#control('GET', 'problems')).json()) as string[]
  }

  /** The names of the switches that have mattered since the last such call. */
  async takeSwitches(): Promise<string[]> {
    return (await (await this.#control('DELETE', 'switches')).json()) as string[]
  }

  async forgetRequests(): Promise<void> {
    await this.#control('DELETE', 'requests')
  }

  async reset(): Promise<void> {
    await this.#control('POST', 'reset')
  }

  /** What was deployed, for `takeConfiguration`. */
  async configuration(): Promise<string> {
    return (await this.#control('GET', 'configuration')).text()
  }

  /** Takes Actions, bindings, mail templates and texts from GET /_local/configuration of another tenant. */
  async takeConfiguration(configuration: string): Promise<void> {
    const response = await this.#control('PUT', 'configuration', JSON.parse(configuration) as object)
    if (!response.ok) throw new Error(await response.text())
  }

  async setClock(now: Date): Promise<void> {
    await this.#control('POST', 'clock', { now: now.toISOString() })
  }

  async advance(seconds: number): Promise<void> {
    await this.#control('POST', 'clock', { advance_seconds: seconds })
  }

  /** Waits until this is waiting for the clock, like `the time limit of Actions` or `a write to a user`. */
  async awaited(what: string): Promise<void> {
    await this.#control('GET', `awaited?what=${encodeURIComponent(what)}`)
  }

  /** Sets what goes wrong with which calls from now on; `[]` clears it (local/faults.ts describes faults). */
  async faults(faults: Fault[]): Promise<void> {
    const response = await this.#control('POST', 'faults', { faults })
    if (!response.ok) throw new Error(await response.text())
  }

  /** Waits until a fault holds a call under this name. */
  async held(hold: string): Promise<void> {
    await this.#control('GET', `held?hold=${encodeURIComponent(hold)}`)
  }

  /** Releases the calls that a fault holds. */
  async release(hold: string): Promise<void> {
    await this.#control('POST', 'release', { hold })
  }

  /** Stops imports and exports until they may go on. */
  async pauseJobs(paused: boolean): Promise<void> {
    await this.#control('POST', 'jobs', { paused })
  }

  /** Makes the plan's limits come back this many times as fast. */
  async hurryLimits(speed: number): Promise<void> {
    await this.#control('POST', 'limits', { speed })
  }

  /** Sets what the mail server does with mails that Auth0 counts as sent; `{}`: they arrive at once. */
  async mailServer(does: { losing?: boolean; late_seconds?: number }): Promise<void> {
    await this.#control('POST', 'mail-server', does)
  }

  /** Uses up the shared limits of the plan, as others may. */
  async emptyLimits(): Promise<void> {
    await this.#control('POST', 'limits', { empty: true })
  }

  /** Sets “Use Custom Domain in Emails”, as in Auth0's dashboard. */
  async useCustomDomainInMails(inMails: boolean): Promise<void> {
    await this.#control('POST', 'custom-domains', { in_mails: inMails })
  }

  /**
   * Gives the tenant a verified custom domain. Its name has to end with .localhost, and callers need
   * localhost-names.mjs.
   * @returns the same tenant, at the custom domain
   */
  async addCustomDomain(domain: string, more: object = {}): Promise<TenantControls> {
    const { body } = await this.manage('POST', 'custom-domains', { domain, type: 'auth0_managed_certs', ...more })
    await this.manage('POST', `custom-domains/${(body as { custom_domain_id: string }).custom_domain_id}/verify`)
    const { port } = new URL(this.description.issuer)
    const issuer = `https://${domain.replace(/:\d+$/, '')}:${port}/`
    return new TenantControls({ ...this.description, issuer })
  }

  /** A call to the Management API with the tenant's own token; answers the parsed body. */
  async manage(
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; body: unknown }> {
    const authorization = `Bearer ${this.description.management_token}`
    const url = `https://${this.description.domain}/api/v2/${path}`
    return this.#json(method, url, body, { authorization, ...headers })
  }

  /** A call to a public endpoint of the Authentication API; answers the parsed body. */
  async post(path: string, body: object): Promise<{ status: number; body: unknown }> {
    return this.#json('POST', `${this.description.issuer}${path}`, body, {})
  }

  #control(method: string, path: string, body?: object): Promise<Response> {
    return fetch(`${this.description.inbox_url}${path}`, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
  }

  async #json(method: string, url: string, body: object | undefined, headers: Record<string, string>) {
    const response = await fetch(url, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.startsWith('application/json')
    return { status: response.status, body: isJson ? (JSON.parse(text) as unknown) : text }
  }
}

/** A local tenant in a process of its own, until it is stopped. */
export class RunningTenant extends TenantControls {
  readonly #process: ChildProcess
  readonly #checksAnswers: boolean

  constructor(description: TenantDescription, process: ChildProcess, checksAnswers: boolean) {
    super(description)
    this.#process = process
    this.#checksAnswers = checksAnswers
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  /** @returns the exit code @throws if the tenant failed or contradicted Auth0's OpenAPI document */
  async stop(): Promise<number | null> {
    const problems = this.#checksAnswers && this.#process.exitCode === null ? await this.problems() : []
    const exitCode = await this.end()
    if (problems.length > 0) throw new Error(`Problems of the local tenant:\n${problems.join('\n')}`)
    return exitCode
  }

  /** Stops it without any check. @returns the exit code */
  async end(): Promise<number | null> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve))
    if (this.#process.exitCode === null && this.#process.kill('SIGTERM')) await ended
    return this.#process.exitCode
  }
}

/** How a local tenant is started; each is a flag of `npm run tenant`. */
export interface StartOptions {
  /** By default, a free one. */
  port?: number
  plan?: string
  emailProvider?: string
  /** Makes `stop` fail if an answer contradicted Auth0's OpenAPI document. False in a process that does not trust the certificate. */
  checkAnswers?: boolean
  /** Seconds that user searches are behind. */
  searchDelaySec?: number
  /** Switches like `superseded-link=expired`. */
  assume?: string[]
  /** More variables of its process. */
  env?: Record<string, string>
}

/** Starts a local tenant as `npm run tenant` does. */
export async function startTenant(project: string, options: StartOptions = {}): Promise<RunningTenant> {
  const {
    port = 0,
    plan = 'none',
    emailProvider = 'smtp',
    assume = [],
    checkAnswers = false,
    searchDelaySec = 0,
  } = options
  const flags = [
    '--port',
    String(port),
    '--plan',
    plan,
    '--email-provider',
    emailProvider,
    '--search-delay',
    String(searchDelaySec),
  ]
  if (checkAnswers) flags.push('--check-answers')
  const switches = assume.flatMap((one) => ['--assume', one])
  const child = spawn(process.execPath, [join(project, 'dist', 'tenant.js'), '--json', ...flags, ...switches], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // Only a test's own options count here: LOCAL_TENANT_FACTS reaches stories through `stage`.
    env: { ...process.env, LOCAL_TENANT_FACTS: '', ...options.env },
  })
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve)
    child.once('exit', (code) => reject(new Error(`The local tenant did not start (exit code ${code}).`)))
  })
  return new RunningTenant(JSON.parse(line) as TenantDescription, child, checkAnswers)
}
