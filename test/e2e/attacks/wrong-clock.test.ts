import { afterEach, describe, expect, it } from 'vitest'
import { choosePassword } from '../../app.ts'
import { Visitor } from '../../visitor.ts'
import { resetMachineClock, setMachineClock } from '../machine-clock.ts'
import { errorIn, objects } from '../stage.ts'
import { password, scene } from './scene.ts'

const at = scene()
const [MINUTE, HOUR, DAY] = [60, 3600, 86_400]

/** From now on; Auth0's time stays as it is. */
const ahead = (seconds: number) => setMachineClock(() => seconds * 1000)

afterEach(resetMachineClock)

describe('A machine whose clock is wrong', () => {
  it('is five minutes ahead: its nightly reconcile mails pending invitees again, which ends the link that they have', async () => {
    const email = 'every-night@example.com'
    ahead(5 * MINUTE)
    await at.invite([email])
    const link = await at.newestLink(email)
    await at.later(20 * MINUTE, async () => {
      expect((await at.invitations(['reconcile', '--yes'])).stdout).toBe('Nothing is left to finish.\n')
      await at.later(DAY, async () => {
        // By then the mail is older than the tenant's log.
        expect((await at.invitations(['reconcile', '--yes'])).stdout).toMatch(
          /Nothing is left to finish\.( Not checked|\n)/,
        )
      })
    })
    expect(await at.newestLink(email)).toBe(link)
    await at.expectInviteeGetsIn(email)
  })

  it('is an hour behind: it takes an expired invitation for a live one, and mails it again', async () => {
    const email = 'too-late@example.com'
    await at.invite([email], '--ttl', '1h')
    ahead(-HOUR)
    await at.later(HOUR + MINUTE, async () => {
      expect(errorIn(await at.invitations(['resend', email, '--json'])).code).toBe('invitation_expired')
      expect(objects(await at.invitations(['list', '--status', 'pending', '--json']))).not.toMatchObject([{ email }])
    })
    expect(await at.tenant.outbox(email)).toHaveLength(1)
  })

  it('is an hour behind: its revocation is older than the invitation', async () => {
    const email = 'revoked-before@example.com'
    await at.invite([email])
    await choosePassword(await at.newestLink(email), password)
    ahead(-HOUR)
    await at.revoke(email)
    const { invited_at } = await at.recordOf(email)
    const { invitation_revocation } = (await at.userOf(email))['app_metadata'] as Record<string, { at: string }>
    expect(Date.parse(invitation_revocation?.at ?? '')).toBeGreaterThanOrEqual(Date.parse(String(invited_at)))
    expect(await at.signsIn(email)).toHaveProperty('refused')
    await at.expectNobodyAccepted(email)
  })

  it('is an hour behind: the link that it makes outlives the invitation', async () => {
    const email = 'outlives@example.com'
    ahead(-HOUR)
    const [made] = objects(await at.invitations(['invite', email, '--link', '--ttl', '1h', '--json']))
    await at.withBindings(
      'password-reset-post-challenge',
      () => [],
      () =>
        at.later(HOUR + MINUTE, async () => {
          expect((await new Visitor().open(String(made?.['link']))).status).toBe(400)
        }),
    )
  })

  it('is set forward by an hour while the account is made: the invitation lives an hour longer than the program said', async () => {
    const email = 'longer@example.com'
    const token = { AUTH0_ACCESS_TOKEN: at.tenant.description.management_token }
    ahead(HOUR)
    await at.tenant.faults([{ method: 'POST', path: '/api/v2/users', times: 1, hold: 'made' }])
    const inviting = at.invitations(['invite', email, '--ttl', '1h'], token)
    await at.tenant.held('made')
    ahead(0)
    await at.tenant.faults([])
    expect((await inviting).exitCode).toBe(0)
    await choosePassword(await at.newestLink(email), password)
    await at.later(HOUR + MINUTE, async () => expect(await at.signsIn(email)).toHaveProperty('refused'))
    await at.expectNobodyAccepted(email)
  })
})
