import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Json } from '../emulator/json.ts'
import { startTenant, type RunningTenant } from '../start-tenant.ts'

// The registry that npm uses on the tenant's machine, with one package.

let registry: Server
let tenant: RunningTenant

beforeAll(async () => {
  registry = createServer(({ url }, response) => {
    response.writeHead(url === '/analytical-engine/1.0.0' ? 200 : 404, { 'content-type': 'application/json' })
    response.end('{}')
  })
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve))
  const { port } = registry.address() as AddressInfo
  tenant = await startTenant(process.cwd(), { env: { npm_config_registry: `http://127.0.0.1:${port}/` } })
})

afterAll(async () => {
  await tenant.stop()
  registry.close()
})

/** Makes an Action and waits until its build has ended. @returns its path and the end */
async function built(name: string, version: string): Promise<{ path: string; status: unknown }> {
  const { body } = await tenant.manage('POST', 'actions/actions', {
    ...{ name: `${name} ${version}`, code: '', supported_triggers: [{ id: 'post-login', version: 'v3' }] },
    dependencies: [{ name, version }],
  })
  expect(body).toMatchObject({ status: 'pending' })
  const path = `actions/actions/${(body as { id: string }).id}`
  for (;;) {
    const { status } = (await tenant.manage('GET', path)).body as Json
    if (status !== 'building') return { path, status }
  }
}

it('an Action is built with a package that npm has', async () => {
  const { path, status } = await built('analytical-engine', '1.0.0')
  expect(status).toBe('built')
  expect(await tenant.manage('POST', `${path}/deploy`)).toMatchObject({ status: 200 })
})

it.each([
  ['a package that npm does not have', 'difference-engine', '1.0.0'],
  ['a version that npm does not have', 'analytical-engine', '9.9.9'],
  ['an invalid package name', 'a package', '1.0.0'],
])('the build of an Action with %s fails, and a deploy is refused', async (_, name, version) => {
  const { path, status } = await built(name, version)
  expect(status).toBe('failed')
  expect(await tenant.manage('POST', `${path}/deploy`)).toMatchObject({
    status: 400,
    body: { message: "A draft must be in the 'built' state before it can be deployed." },
  })
})
