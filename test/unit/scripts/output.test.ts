import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { InvitationsError } from '../../../scripts/errors.ts'
import { Output, table } from '../../../scripts/output.ts'

function outputs(json: boolean) {
  const said = { stdout: '', stderr: '' }
  const output = new Output(
    { stdout: { write: (text) => (said.stdout += text) }, stderr: { write: (text) => (said.stderr += text) } },
    json,
  )
  output.say('a sentence')
  output.record({ a: 1 })
  output.progress('half way')
  output.error(new InvitationsError('not_found', 'There is no such thing.', { hint: 'Look elsewhere.' }))
  return said
}

describe('output', () => {
  it('for people: sentences on stdout, errors on stderr, progress only on a terminal', () => {
    expect(outputs(false)).toEqual({
      stdout: 'a sentence\n',
      stderr: 'Error (not_found): There is no such thing.\nLook elsewhere.\n',
    })
  })

  it('for programs: one object a line, the error as one object', () => {
    expect(outputs(true)).toEqual({
      stdout: '{"a":1}\n',
      stderr: '{"error":{"code":"not_found","message":"There is no such thing.","hint":"Look elsewhere."}}\n',
    })
  })

  it('a bar is redrawn in its line on a terminal, and lines go by above it', () => {
    let screen = ''
    const stderr = { isTTY: true, columns: 12, write: (text: string) => (screen += text) }
    const output = new Output({ stdout: { write: (text) => (screen += text) }, stderr }, false)
    output.bar('1 of 3')
    output.say('Ada')
    output.bar('2 of 3')
    output.bar('3 of 3, which is too long')
    expect(screen).toBe('1 of 3\r\u001b[2KAda\n2 of 3\r\u001b[2K3 of 3, whi')
  })

  it('goes on when nobody reads any more, and says so when results were lost', async () => {
    const broken = (code: string) => {
      const stdout = new PassThrough()
      const output = new Output({ stdout, stderr: new PassThrough() }, false)
      output.say('one')
      stdout.emit('error', Object.assign(new Error('write'), { code }))
      output.say('two')
      return output.flush()
    }
    await expect(broken('EPIPE')).resolves.toBeUndefined()
    await expect(broken('ENOSPC')).rejects.toMatchObject({ code: 'output_failed' })
  })

  it('shows control characters of foreign data instead of obeying them', () => {
    let said = ''
    new Output({ stdout: { write: (text) => (said += text) }, stderr: { write: () => undefined } }, false).say(
      'a\u001b[31mb\u0007\u202e',
    )
    expect(said).toBe('a\u{fffd}[31mb\u{fffd}\u{fffd}\n')
  })
})

it('a table has columns of equal width and no trailing spaces', () => {
  expect(table(['email', 'status'], [['ada@example.com', 'pending']])).toBe(
    'email            status\nada@example.com  pending\n',
  )
})
