import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { get } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { inject } from 'vitest'
import type { TestProject } from 'vitest/node'
import { runProgram } from './run-program.ts'
import { startTenant, type RunningTenant } from './start-tenant.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Answers a deployed tenant's configuration for the settings that it gets. */
    deployedUrl: string
  }
}

/**
 * Before the test processes start: one server that deploys once for all of them, when the first asks. A deploy takes
 * the Deploy CLI seconds, and twenty files need the same.
 */
export async function setup({ provide }: TestProject): Promise<() => void> {
  const deployed = new Map<string, Promise<string>>()
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const settings = await text(request)
    const configuration = deployed.get(settings) ?? deploy(JSON.parse(settings) as Record<string, string>)
    deployed.set(settings, configuration)
    try {
      response.end(await configuration)
    } catch (failure) {
      response.writeHead(500).end(String(failure))
    }
  }
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  provide('deployedUrl', `http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  return () => {
    server.close()
    server.closeAllConnections()
  }
}

/** @param settings of the program that the tenant is deployed with @returns what `takeConfiguration` takes */
export async function deployedOnce(settings: Record<string, string>): Promise<string> {
  const response = await fetch(inject('deployedUrl'), { method: 'POST', body: JSON.stringify(settings) })
  const answer = await response.text()
  if (!response.ok) throw new Error(answer)
  return answer
}

async function deploy(settings: Record<string, string>): Promise<string> {
  const tenant = await startTenant(process.cwd())
  try {
    const program = join(process.cwd(), 'dist', 'invitations.cjs')
    const { exitCode, stderr } = await runProgram([program, 'deploy', 'apply', '--yes'], {
      ...tenant.settings,
      ...settings,
    })
    if (exitCode !== 0) throw new Error(`The deploy failed:\n${stderr}`)
    return await configurationOf(tenant)
  } finally {
    await tenant.stop()
  }
}

/** This process started before the certificate was known, so it names it with the call. */
async function configurationOf({ description: { inbox_url, ca_file } }: RunningTenant): Promise<string> {
  const [response] = (await once(get(`${inbox_url}configuration`, { ca: readFileSync(ca_file) }), 'response')) as [
    IncomingMessage,
  ]
  return text(response)
}
