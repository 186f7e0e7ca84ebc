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
 * What a user needs to be an InvitedUser. A whole app_metadata may be named in the JSON format only.
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-exports
 */
const fields = [
  ...['user_id', 'email', 'name', 'email_verified', 'blocked', 'last_password_reset', 'identities', 'app_metadata'],
  ...['user_metadata', 'phone_number', 'created_at', 'last_login', 'logins_count'],
].map((name) => ({ name }))

/** Pause after the first look at the job, and the longest: an export takes seconds and up, and live logins need the calls. */
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 4000

/**
 * Everybody in the tenant with an invitation, however many, by a users-exports job: one call to start it, and a few
 * until it is done. Read as a stream, in no order. Who was invited while the job ran may be missing.
 * @param wait between two looks at the job
 * @param acceptWith connections whose accounts may accept an invitation
 * @param word what stands in the line of everybody who is wanted
 * @throws InvitationsError
 */
export async function* exportInvited(
  api: TenantApi,
  wait: (ms: number) => Promise<void>,
  acceptWith: readonly string[],
  word = `"${INVITATION_KEY}`,
): AsyncGenerator<InvitedUser> {
  try {
    // Most users of a tenant may have no invitation: looking for the word is cheaper than reading the line.
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
    // The link works for a minute, carries its own signature, and leads to another host: no token goes along.
    if (job.location !== undefined) return unpacked(await api.fetch(job.location))
    await wait(ms)
  }
}

/** The file is a gzip; a server that declares it as an encoding has it unpacked by fetch already. */
async function unpacked(response: Response): Promise<Readable> {
  if (!response.ok || response.body === null) throw new AnswerError(response.status, { message: await response.text() })
  const body = Readable.fromWeb(response.body)
  if (response.headers.get('content-encoding') !== null) return body
  const plain = createGunzip()
  body.on('error', (failure) => plain.destroy(failure))
  plain.on('close', () => body.destroy())
  return body.pipe(plain)
}

/** Node's readline would not pass on that the stream broke. */
async function* linesOf(stream: Readable): AsyncGenerator<string> {
  let begun = ''
  for await (const piece of stream.setEncoding('utf8')) {
    const lines = `${begun}${String(piece)}`.split('\n')
    begun = lines.pop() ?? ''
    yield* lines
  }
  if (begun.trim() !== '') yield begun
}
