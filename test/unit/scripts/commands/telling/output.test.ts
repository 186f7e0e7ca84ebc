import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { InvitationsError } from '../../../../../scripts/ground/errors.ts'
import { Output } from '../../../../../scripts/commands/telling/output.ts'

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

  it.each([80, 60])('wraps sentences between words and keeps commands whole on a terminal of %d columns', (columns) => {
    let screen = ''
    const stdout = { isTTY: true, columns: 200, write: (text: string) => (screen += text) }
    const output = new Output({ stdout, stderr: stdout }, false, undefined, columns)
    output.say(['one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen'])
    output.say(
      'Next: auth0-invitations import a-file-with-a-long-name.xlsx --invited-by Grace --ttl 14d --locale de --yes',
    )
    const lines = screen.split('\n')
    expect(lines).toHaveLength(4)
    expect(lines[0]?.length).toBeLessThanOrEqual(columns)
    expect(lines[2]).toMatch(/^Next: .* --yes$/)
  })

  it('notes and errors are folded on a terminal, too', () => {
    let screen = ''
    const stderr = { isTTY: true, columns: 30, write: (text: string) => (screen += text) }
    const output = new Output({ stdout: { write: () => undefined }, stderr }, false)
    output.warn('the tenant has no email provider.')
    output.error(new InvitationsError('not_found', 'There is no such thing here.', { hint: 'Look elsewhere.' }))
    expect(screen).toBe(
      'Note: the tenant has no email\n  provider.\nError (not_found): There is no\n  such thing here.\nLook elsewhere.\n',
    )
  })

  it('of progress that is too long, whole parts are left out', () => {
    let screen = ''
    const stderr = { isTTY: true, columns: 20, write: (text: string) => (screen += text) }
    const output = new Output({ stdout: { write: () => undefined }, stderr }, false)
    output.bar('██░░ 1/2  3.0 a second  1 s left')
    output.waiting('until one')
    expect(screen.split('\r\u001b[2K')).toEqual(['██░░ 1/2', '██░░ 1/2 · until on'])
  })

  it('shows after the bar what it waits for, until the wait is over or the next line comes', () => {
    let screen = ''
    const stderr = { isTTY: true, columns: 40, write: (text: string) => (screen += text) }
    const output = new Output({ stdout: { write: (text) => (screen += text) }, stderr }, false)
    output.waiting(undefined)
    output.bar('1 of 3')
    output.waiting('until noon')
    output.waiting(undefined)
    output.waiting('until one')
    output.say('Ada')
    output.waiting('until two')
    expect(screen.split('\r\u001b[2K')).toEqual([
      '1 of 3',
      '1 of 3 · until noon',
      '1 of 3',
      '1 of 3 · until one',
      'Ada\nuntil two',
    ])
  })

  it('redraws a bar in its line on a terminal, with other lines above it', () => {
    let screen = ''
    const stderr = { isTTY: true, columns: 12, write: (text: string) => (screen += text) }
    const output = new Output({ stdout: { write: (text) => (screen += text) }, stderr }, false)
    output.bar('1 of 3')
    output.say('Ada')
    output.bar('2 of 3')
    output.bar('3 of 3, which is too long')
    expect(screen).toBe('1 of 3\r\u001b[2KAda\n2 of 3\r\u001b[2K3 of 3, whi')
  })

  it('goes on if nobody reads any more, and says so if results were lost', async () => {
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

  it('prints a text as one line, whatever others wrote into it, and shows hidden characters', () => {
    let said = ''
    const screen = { write: (text: string) => (said += text) }
    const output = new Output({ stdout: screen, stderr: screen }, false)
    output.say('a\u001b[31mb\u0007\u202e\nError (internal): lost')
    output.say(['two', 'li\nnes'])
    output.warn('c\r\nd')
    const details = ['  - e\nf']
    output.error(new InvitationsError('usage', 'g\nh', { details, hint: 'i\nj' }))
    expect(said).toBe(
      'a\\u001b[31mb\\u0007\\u202e\\nError (internal): lost\ntwo\nli\\nnes\n' +
        'Note: c\\r\\nd\nError (usage): g\\nh\n  - e\\nf\ni\\nj\n',
    )
  })

  it('gives programs one message for an error with several findings', () => {
    const error = new InvitationsError('usage', 'Two are wrong:', { details: ['  - a', '  - b'], hint: 'Look.' })
    expect(error.message).toBe('Two are wrong:\n  - a\n  - b')
    expect(error.withHint('Look twice.')).toMatchObject({ message: error.message, hint: 'Look twice.', code: 'usage' })
  })

  it('passes on a chosen format as it is, but not to a terminal', () => {
    const printed = (isTTY: boolean) => {
      let said = ''
      const stdout = { isTTY, write: (text: string) => (said += text) }
      new Output({ stdout, stderr: { write: () => undefined } }, false).print('a,b\u009b\r\n')
      return said
    }
    expect(printed(false)).toBe('a,b\u009b\r\n')
    expect(printed(true)).toBe('a,b\\u009b\n')
  })
})
