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
  it('for people: sentences on stdout, progress and errors on stderr', () => {
    expect(outputs(false)).toEqual({
      stdout: 'a sentence\n',
      stderr: 'half way\nError (not_found): There is no such thing.\nLook elsewhere.\n',
    })
  })

  it('for programs: one object a line, the error as one object', () => {
    expect(outputs(true)).toEqual({
      stdout: '{"a":1}\n',
      stderr: 'half way\n{"error":{"code":"not_found","message":"There is no such thing.","hint":"Look elsewhere."}}\n',
    })
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
