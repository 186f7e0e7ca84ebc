import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { InvitationsError } from '../../../../scripts/ground/errors.ts'
import { worded, type NextStep } from '../../../../scripts/ground/next-step.ts'

const email = "o'hara&sons@example.com"

describe('the next step', () => {
  it.each<[NextStep, string]>([
    [{ do: 'invite', email: 'ada@example.com' }, 'auth0-invitations invite ada@example.com'],
    [
      { do: 'invite', email, keepAccount: true },
      `auth0-invitations invite 'o'\\''hara&sons@example.com' --keep-account`,
    ],
    [{ do: 'resend', email: 'ada@example.com', link: true }, 'auth0-invitations resend ada@example.com --link'],
    [{ do: 'resend' }, 'auth0-invitations resend'],
    [{ do: 'list', status: 'failed' }, 'auth0-invitations list --status failed'],
    [{ do: 'deploy plan', planFile: 'the plan.json' }, "auth0-invitations deploy plan --plan-file 'the plan.json'"],
    [{ do: 'help', with: 'resend' }, 'auth0-invitations resend --help'],
    [{ do: 'help' }, 'auth0-invitations --help'],
  ])('%j is worded as %s', (step, command) => {
    expect(worded([step])).toBe(command)
  })

  it('can be pasted into a shell, whatever the address is', () => {
    const hostile = '`touch owned`$(id)\'"&|!@example.com'
    const { stdout } = spawnSync('bash', [
      '-c',
      `auth0-invitations() { printf '%s\\n' "$2"; }; ${worded([{ do: 'revoke', email: hostile }])}`,
    ])
    expect(String(stdout)).toBe(`${hostile}\n`)
  })

  it('is in an error as data, and in the words of its hint', () => {
    const error = new InvitationsError('not_invited', 'No.', { hint: ['To invite: ', { do: 'invite', email }] })
    expect(error.hint).toBe("To invite: auth0-invitations invite 'o'\\''hara&sons@example.com'")
    expect(error.next).toEqual({ do: 'invite', email })
  })

  it('is missing in an error whose hint is only a sentence', () => {
    expect(new InvitationsError('internal', 'No.', { hint: 'Report it.' }).next).toBeUndefined()
  })

  it('stays when the hint gets more words', () => {
    const error = new InvitationsError('not_invited', 'No.', { hint: [{ do: 'list' }, ' shows who was.'] })
    const more = error.withHint(`${error.hint} Not reached: eve@example.com.`)
    expect(more.hint).toBe('auth0-invitations list shows who was. Not reached: eve@example.com.')
    expect(more.next).toEqual({ do: 'list' })
  })

  it.each([[[7]], [[{}]], [[null]], [{ do: 'list' }]])('is left out if a caller gives %j', (hint) => {
    const error = new InvitationsError('internal', 'No.', { hint } as never)
    expect([error.hint, error.next]).toEqual(['', undefined])
  })
})
