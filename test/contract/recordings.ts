import { existsSync, realpathSync } from 'node:fs'
import { join, resolve } from 'node:path'

// Recorded traffic and Auth0's OpenAPI documents, outside the project; AUTH0_RECORDINGS names another place.
const folder = resolve(process.env['AUTH0_RECORDINGS'] ?? '../shared/contract')

/** The real path, without links, because replay.mjs only runs there. */
export const recordings = existsSync(folder) ? realpathSync(folder) : folder
export const hasRecordings = existsSync(join(recordings, 'replay.mjs'))

if (!hasRecordings) {
  process.stderr.write(
    `\nNOT CHECKED: there are no recordings at ${recordings} (AUTH0_RECORDINGS); test/contract is skipped.\n\n`,
  )
}

/** Set to write generated files instead of comparing them. */
export const isUpdating = process.env['UPDATE_GENERATED'] === '1'
