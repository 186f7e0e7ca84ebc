import { JobsClient } from 'auth0/jobs'
import { UsersExportsClient } from 'auth0/jobs/usersExports'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { INVITATION_KEY } from '../../actions/invitation/invitation.ts'
import { InvitationsError } from '../ground/errors.ts'
import type { TenantApi } from './tenant-api.ts'
import { AnswerError, explain } from './failures.ts'
import { toInvitedUser, type InvitedUser, type UserResponse } from './invited-user.ts'

/**
 * The fields that an InvitedUser needs. A whole app_metadata can be requested in the JSON format only.
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-exports
 */
const fields = [
  ...['user_id', 'email', 'name', 'email_verified', 'blocked', 'last_password_reset', 'identities', 'app_metadata'],
  ...['user_metadata', 'phone_number', 'created_at', 'last_login', 'logins_count'],
].map((name) => ({ name }))

/** Shortest and longest pause between checks of the job. An export takes seconds or more; logins need the calls. */
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 4000

/**
 * Everybody in the tenant with an invitation, however many there are, read with a users-exports job: one call starts
 * it, and a few wait for it. The result is a stream in no particular order. People who were invited while the job ran
 * may be missing.
 * @param wait waits between two checks of the job
 * @param acceptWith connections whose accounts may accept an invitation
 * @param word appears in the line of everybody who is wanted
 * @throws InvitationsError
 */
export async function* exportInvited(
  api: TenantApi,
  wait: (ms: number) => Promise<void>,
  acceptWith: readonly string[],
  word = `"${INVITATION_KEY}`,
): AsyncGenerator<InvitedUser> {
  try {
    // Most of a tenant's users may have no invitation. Searching for the word is cheaper than parsing the line.
    for await (const line of linesOf(await exportFile(api, wait))) {
      if (line.includes(word)) yield toInvitedUser(JSON.parse(line) as UserResponse, acceptWith)
    }
  } catch (failure) {
    throw explain(failure, 'export the users', api.domain)
  }
}

async function exportFile(api: TenantApi, wait: (ms: number) => Promise<void>): Promise<Readable> {
  const started = await api.client(UsersExportsClient).create({ format: 'json', fields })
  const jobs = api.client(JobsClient)
  for (let ms = FIRST_PAUSE_MS; ; ms = Math.min(ms * 2, LONGEST_PAUSE_MS)) {
    const job = await jobs.get(started.id)
    if (job.status === 'failed') {
      throw new InvitationsError(
        'tenant_refused',
        `Auth0 could not export the users: ${job.status_details ?? 'no reason given'}.`,
        {
          hint: 'Wait a minute and run the same command again.',
        },
      )
    }
    // The link works for a minute, carries its own signature and leads to another host, so it gets no token.
    if (job.location !== undefined) return unpacked(await api.fetch(job.location))
    await wait(ms)
  }
}

/** The file is a gzip. If the server declares that as an encoding, fetch has already unpacked it. */
async function unpacked(response: Response): Promise<Readable> {
  if (!response.ok || response.body === null) throw new AnswerError(response.status, { message: await response.text() })
  const body = Readable.fromWeb(response.body)
  if (response.headers.get('content-encoding') !== null) return body
  const plain = createGunzip()
  body.on('error', (failure) => plain.destroy(failure))
  plain.on('close', () => body.destroy())
  return body.pipe(plain)
}

/** Node's readline would hide that the stream broke. */
async function* linesOf(stream: Readable): AsyncGenerator<string> {
  let begun = ''
  for await (const piece of stream.setEncoding('utf8')) {
    const lines = `${begun}${String(piece)}`.split('\n')
    begun = lines.pop() ?? ''
    yield* lines
  }
  if (begun.trim() !== '') yield begun
}
