import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { compileOpenApi, type OpenApiDocument } from './compile-openapi.ts'
import { oneEntryPerLine } from './one-entry-per-line.ts'
import { hasRecordings, isUpdating, recordings } from './recordings.ts'

const documents = [
  ['Management API', 'openapi-subset.json', 'test/emulator/openapi/management.json'],
  ['Authentication API', 'authentication-oas-subset.json', 'test/emulator/openapi/authentication.json'],
] as const

it.skipIf(!hasRecordings).each(documents)(
  'the local tenant’s extract of Auth0’s OpenAPI document of the %s is up to date (UPDATE_GENERATED=1 writes it)',
  (_, source, compiledFile) => {
    const document = JSON.parse(readFileSync(join(recordings, source), 'utf8')) as OpenApiDocument
    const compiled = oneEntryPerLine(compileOpenApi(document))
    if (isUpdating) writeFileSync(compiledFile, compiled)
    expect(readFileSync(compiledFile, 'utf8') === compiled).toBe(true)
  },
)
