import { describe, expect, it } from 'vitest'
import { errorIn, objects, stage } from './stage.ts'

const play = stage({ deployed: false })

describe('when the tenant fails in the middle', () => {
  const args = ['invite', 'fault@example.com', '--json']

  it('a user who was made without an answer is found at the next run, and mailed once', async () => {
    await play.tenant.faults([{ method: 'POST', path: '/api/v2/users', times: 1, drop_response: true }])
    const ended = await play.invitations(args)
    await play.tenant.faults([])
    expect(ended.exitCode).toBe(0)
    expect(objects(ended)[0]).toMatchObject({ outcome: 'invited', email_sent: true })
    expect(await play.tenant.outbox('fault@example.com')).toHaveLength(1)
  })

  it.each([
    ['tenant_unreachable', { reset: true }],
    ['rate_limited', { status: 429 }],
    ['tenant_refused', { status: 503 }],
  ])('%s: nothing is done, and the same command invites later', async (code, fault) => {
    const email = `${code.replace('_', '-')}@example.com`
    await play.tenant.faults([{ method: 'POST', path: '/api/v2/users', ...fault }])
    const failed = await play.invitations(['invite', email, '--json'])
    await play.tenant.faults([])
    expect(failed.exitCode).toBe(1)
    expect(errorIn(failed)).toMatchObject({ code })
    expect(objects(await play.invitations(['invite', email, '--json']))[0]).toMatchObject({ outcome: 'invited' })
  })

  it('an unsent mail is reported with its cause, and the same command sends it', async () => {
    const email = 'unsent@example.com'
    await play.tenant.faults([{ path: '/dbconnections/change_password', status: 429 }])
    const failed = await play.invitations(['invite', email, '--json'])
    expect(errorIn(failed)).toMatchObject({ code: 'email_not_sent' })
    expect(errorIn(failed).message).toContain('429')
    await play.tenant.faults([])
    expect(objects(await play.invitations(['invite', email, '--json']))[0]).toMatchObject({
      outcome: 'invited',
      email_sent: true,
    })
    expect(await play.tenant.outbox(email)).toHaveLength(1)
  })
})
