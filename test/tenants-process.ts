// A process with several local tenants, for tests (lent-tenants.ts): it gets the options of one over IPC, and sends back its
// description. The costs of a start (Node, the compiled OpenAPI document, code that is not warm yet) then come once.
import { readAssumptions } from './emulator/assumptions.ts'
import { startLocalTenant, type TenantDescription, type TenantOptions } from './emulator/local-tenant.ts'

/** The flags of `npm run tenant`, with only those switches that differ from the defaults. */
export type WantedTenant = Omit<TenantOptions, 'port' | 'assumed'> & { assume: string[] }
export interface Wanted {
  number: number
  tenant: WantedTenant
}
export type Started = { number: number } & ({ description: TenantDescription } | { failure: string })

const closers: (() => Promise<void>)[] = []

async function start({ assume, ...options }: WantedTenant): Promise<TenantDescription> {
  const assumed = readAssumptions(assume)
  if (typeof assumed === 'string') throw new Error(assumed)
  const tenant = await startLocalTenant({ ...options, assumed, port: 0 })
  closers.push(() => tenant.close())
  return tenant.description
}

process.on('message', ({ number, tenant }: Wanted) => {
  const answer = (started: Started) => process.send?.(started)
  start(tenant).then(
    (description) => answer({ number, description }),
    (failure: unknown) => answer({ number, failure: String(failure) }),
  )
})
process.once('disconnect', () => {
  void Promise.all(closers.map((close) => close())).then(() => process.exit())
})
