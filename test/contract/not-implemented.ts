import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { endpoints } from '../emulator/endpoints.ts'
import management from '../emulator/openapi/management.json' with { type: 'json' }

const sdk = 'node_modules/auth0'

/** The part of FIDELITY.md about operations that answer 501, of all in Auth0's SDK or OpenAPI document. */
export function notImplemented(): string {
  const implemented = new Set(endpoints.map(({ route }) => shapeOf(route.replace('/api/v2/', '/'))))
  const known = [...new Set([...operationsOfSdk(), ...Object.keys(management.operations).map(shapeOf)])].sort()
  const resources = [...new Set(known.map(resourceOf))].sort()
  const rows = resources.flatMap((resource) => {
    const operations = known.filter((operation) => resourceOf(operation) === resource)
    const missing = operations.filter((operation) => !implemented.has(operation))
    if (missing.length === 0) return []
    const isWhole = missing.length === operations.length
    return [`| ${resource} | ${isWhole ? `all ${missing.length}` : missing.map((one) => `\`${one}\``).join(', ')} |`]
  })
  const { version } = JSON.parse(readFileSync(join(sdk, 'package.json'), 'utf8')) as { version: string }
  return `## Not implemented

Of the ${known.length} operations of the Management API that Auth0's SDK ${version} or its OpenAPI document knows, these
answer 501 and name themselves:

| resource | operations |
|---|---|
${rows.join('\n')}
`
}

/** Methods and paths, as the SDK's clients build them. */
function operationsOfSdk(): string[] {
  const folder = join(sdk, 'dist/cjs/management/api/resources')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('Client.js'))
  return files.flatMap((file) => {
    const calls = readFileSync(join(folder, file), 'utf8').matchAll(
      /url\.join\(.*, [`"](.+?)[`"]\),\s*method: "(\w+)"/g,
    )
    return [...calls].map(([, path = '', method = '']) => shapeOf(`${method} /${path.replace(/\$\{[^}]*\}/g, '*')}`))
  })
}

function resourceOf(operation: string): string {
  return operation.split('/')[1] ?? ''
}

/** Without the names of parameters. */
function shapeOf(operation: string): string {
  return operation.replace(/:\w+/g, '*')
}
