import { createHash } from 'node:crypto'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InvitationsError } from '../../ground/errors.ts'

/**
 * Makes sure that only one run on this machine uses a journal. The lock is a socket that the system closes with the
 * process, so a crash leaves no lock behind.
 * @returns a function that releases the lock
 * @throws InvitationsError `already_running`
 */
export async function lock(name: string): Promise<() => void> {
  const id = `auth0-invitations-${createHash('sha256').update(name).digest('hex').slice(0, 32)}`
  const server = createServer((visitor) => visitor.destroy())
  server.unref()
  await new Promise<void>((resolve, reject) => {
    server.once('error', (failure: NodeJS.ErrnoException) => {
      reject(failure.code === 'EADDRINUSE' ? alreadyRunning(failure) : failure)
    })
    server.listen(addressOf(id), resolve)
  })
  return () => server.close()
}

/** Linux has sockets without a file, Windows has pipes. Elsewhere a crash leaves a file, which has to be removed. */
function addressOf(id: string): string {
  if (process.platform === 'linux') return `\0${id}`
  return process.platform === 'win32' ? `\\\\.\\pipe\\${id}` : join(tmpdir(), `${id}.sock`)
}

function alreadyRunning(cause: unknown): InvitationsError {
  return new InvitationsError('already_running', 'Another run is using the same file. Nothing was done.', {
    hint: 'Wait until it ends. To see how far it is: --resume-status',
    cause,
  })
}
