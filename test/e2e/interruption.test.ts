import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { pressCtrlC } from './ctrl-c.ts'
import { stage } from './stage.ts'

const play = stage({ deployed: false })

/** Starts `invitations …` and leaves it running. @param stdout a file descriptor instead of a pipe */
function start(args: string[], stdout: number | 'pipe' = 'pipe') {
  const env = { ...process.env, ...play.tenant.settings }
  const child = spawn(process.execPath, ['dist/invitations.cjs', ...args], { env, stdio: ['ignore', stdout, 'pipe'] })
  if (child.stderr === null) throw new Error('It has no stderr.')
  return { child, stderr: child.stderr }
}

async function invited(...emails: string[]): Promise<boolean[]> {
  const found = await Promise.all(emails.map((email) => play.tenant.manage('GET', `users-by-email?email=${email}`)))
  return found.map(({ body }) => Array.isArray(body) && body.length === 1)
}

describe('Ctrl-C', () => {
  it('finishes the invitation that has begun, names the rest, and ends with exit code 130', async () => {
    await play.tenant.faults([{ method: 'POST', path: '/api/v2/users', times: 1, hold: 'first' }])
    const { child, stderr } = start(['invite', 'a@example.com', 'b@example.com'])
    const said = text(stderr)
    const ended = once(child, 'close')
    await play.tenant.held('first')
    await pressCtrlC(child)
    await play.tenant.release('first')
    expect((await ended)[0]).toBe(130)
    expect(await said).toContain('Not invited: b@example.com.')
    expect(await invited('a@example.com', 'b@example.com')).toEqual([true, false])
    expect(await play.tenant.outbox('a@example.com')).toHaveLength(1)
    await play.tenant.faults([])
  })

  it('ends at once a command that changes nothing', async () => {
    await play.tenant.faults([{ path: '/api/v2/users', hold: 'search' }])
    const { child } = start(['list'])
    const ended = once(child, 'close')
    await play.tenant.held('search')
    child.kill('SIGINT')
    expect((await ended)[0]).toBe(130)
    await play.tenant.faults([])
  })
})

describe('output that cannot be written', () => {
  it('stops no work: a full disk is reported at the end, with exit code 1', async () => {
    const { child, stderr } = start(['invite', 'c@example.com', 'd@example.com', '--json'], openSync('/dev/full', 'w'))
    const said = text(stderr)
    expect((await once(child, 'close'))[0]).toBe(1)
    expect(await said).toContain('"code":"output_failed"')
    expect(await invited('c@example.com', 'd@example.com')).toEqual([true, true])
  })

  it('stops no work: a reader that closes early is not an error', async () => {
    const { child } = start(['invite', 'e@example.com', 'f@example.com'])
    child.stdout?.destroy()
    expect((await once(child, 'close'))[0]).toBe(0)
    expect(await invited('e@example.com', 'f@example.com')).toEqual([true, true])
  })
})
