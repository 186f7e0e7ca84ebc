import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Recorded traffic and Auth0's OpenAPI documents, outside the project; AUTH0_RECORDINGS names another place. */
export const recordings = resolve(process.env['AUTH0_RECORDINGS'] ?? '../shared/contract')
export const hasRecordings = existsSync(join(recordings, 'replay.mjs'))

if (!hasRecordings) {
  process.stderr.write(
    `\nNOT CHECKED: there are no recordings at ${recordings} (AUTH0_RECORDINGS); test/contract is skipped.\n\n`,
  )
}

/** Set to write generated files anew instead of comparing them. */
export const isUpdating = process.env['UPDATE_GENERATED'] === '1'
