import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { compileTriggers, type DocumentedTriggers } from './compile-triggers.ts'
import { oneEntryPerLine } from './one-entry-per-line.ts'
import { hasRecordings, isUpdating, recordings } from './recordings.ts'

const compiledFile = 'test/emulator/actions/documented.json'

it.skipIf(!hasRecordings)(
  'the local tenant’s list of event and api is up to date with Auth0’s documentation (UPDATE_GENERATED=1 writes it)',
  () => {
    const file = join(recordings, 'docs', 'actions-triggers.json')
    const documented = JSON.parse(readFileSync(file, 'utf8')) as DocumentedTriggers
    const compiled = oneEntryPerLine(compileTriggers(documented))
    if (isUpdating) writeFileSync(compiledFile, compiled)
    expect(readFileSync(compiledFile, 'utf8') === compiled).toBe(true)
  },
)
