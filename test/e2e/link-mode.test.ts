import { describe, expect, it } from 'vitest'
import { choosePassword, forgotPassword, signIn } from '../app.ts'
import { Visitor } from '../visitor.ts'
import { password, scene } from './attacks/scene.ts'
import { errorIn, objects } from './stage.ts'

const play = scene()

/** @returns what --json printed about the invitation, with the link */
async function handOver(command: 'invite' | 'resend', email: string, ...flags: string[]) {
  const ended = await play.invitations([command, email, '--link', ...flags, '--json'])
  expect(ended.stderr).toBe('')
  return objects(ended)[0] as { link: string; outcome: string; email_sent: boolean; invitation_id: string }
}

async function linkIsDead(link: string): Promise<boolean> {
  return (await new Visitor().open(link)).status === 400
}

describe('invite --link', () => {
  it('makes a link in two calls and mails nothing; the person who gets it sets a password, and the sign-in accepts', async () => {
    const email = 'handed@example.com'
    await play.invitations(['invite', 'looked@example.com'])
    await play.tenant.forgetRequests()
    const ended = await play.invitations(['invite', email, '--link'], {
      AUTH0_ACCESS_TOKEN: play.tenant.description.management_token,
    })
    expect((await play.tenant.requests()).map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /api/v2/users',
      'POST /api/v2/tickets/password-change',
    ])
    const [message, link = '', ...more] = ended.stdout.trimEnd().split('\n')
    expect(message).toMatch(/^Invited handed@example\.com until .* UTC; no mail is sent, hand over this link/)
    expect(message).toMatch(/Any later mail or link ends it, including “Forgot password\?”\.$/)
    expect(more).toEqual([])
    expect(await play.tenant.outbox(email)).toEqual([])
    expect(await play.recordOf(email)).toMatchObject({ delivery: 'link', sends: 0, state: 'open' })
    expect((await choosePassword(link, password)).heading).toBe('Your password is saved')
    expect(await play.signsIn(email)).toMatchObject({
      claims: { email_verified: false, invitation: { status: 'accepted', accepted_now: true } },
    })
  })

  it('with --trust-address verifies the address when the link is used, not before', async () => {
    const email = 'trusted@example.com'
    const { link } = await handOver('invite', email, '--trust-address')
    expect(await play.userOf(email)).toMatchObject({ email_verified: false })
    await choosePassword(link, password)
    expect(await play.signsIn(email)).toMatchObject({ claims: { email_verified: true } })
  })

  it('has the parameters of an invitation in the link, and those of the inviter in the query or after the #', async () => {
    const { link, invitation_id } = await handOver(
      ...(['invite', 'parameters@example.com'] as const),
      ...['--link-param', 'app=Analytical Engine', '--link-param', 'from=a=b&c', '--link-hash', 'tab=2'],
    )
    const { searchParams, hash } = new URL(link)
    expect([...searchParams.keys()]).toEqual(['ticket', 'type', 'invitation', 'app', 'from'])
    expect(Object.fromEntries(searchParams)).toMatchObject({
      ...{ type: 'invite', invitation: invitation_id, app: 'Analytical Engine', from: 'a=b&c' },
    })
    expect(hash).toBe('#tab=2')
  })

  it('keeps the link nowhere: not in the record, in show, or in what a second invite says', async () => {
    const email = 'nowhere@example.com'
    const { link } = await handOver('invite', email)
    const ticket = new URL(link).searchParams.get('ticket') ?? ''
    const shown = await play.invitations(['show', email, '--json'])
    const again = await play.invitations(['invite', email, '--link', '--json'])
    expect(objects(again)[0]).toMatchObject({ outcome: 'already_invited' })
    const everything = [JSON.stringify(await play.userOf(email)), shown.stdout, again.stdout, again.stderr]
    expect(everything.join('\n')).not.toContain(ticket)
    expect(await linkIsDead(link)).toBe(false)
  })

  it('is refused with parameters that mean something else, before the first call', async () => {
    await play.tenant.forgetRequests()
    const refused = async (...flags: string[]) =>
      errorIn(await play.invitations(['invite', 'wrong@example.com', ...flags, '--json']))
    expect((await refused('--link-param', 'app=Engine')).message).toBe(
      '--link-param only works with a link to hand over.',
    )
    expect((await refused('--trust-address')).code).toBe('usage')
    expect((await refused('--link', '--link-param', 'app')).message).toBe('--link-param app is not name=value.')
    expect((await refused('--link', '--link-param', 'a=1', '--link-param', 'a=2')).code).toBe('usage')
    expect(await refused('--link', '--link-param', 'ticket=mine')).toMatchObject({ code: 'invalid_link_param' })
    expect(await play.tenant.requests()).toEqual([])
  })

  it('--dry-run says what it would do', async () => {
    const { stdout } = await play.invitations(['invite', 'dry@example.com', '--link', '--dry-run'])
    expect(stdout).toContain(' and make a link to hand over, without a mail. Nothing was done.')
    expect(await play.userOf('dry@example.com')).toEqual({})
  })

  it('makes the link later, with the same command, if it could not be made', async () => {
    const email = 'unmade@example.com'
    await play.tenant.faults([{ path: '/api/v2/tickets/password-change', status: 400 }])
    const ended = await play.invitations(['invite', email, '--link', '--json'])
    await play.tenant.faults([])
    expect(ended.exitCode).toBe(1)
    expect(errorIn(ended).code).toBe('link_not_made')
    const { link, outcome } = await handOver('invite', email)
    expect(outcome).toBe('invited')
    expect((await choosePassword(link, password)).heading).toBe('Your password is saved')
  })

  it('after a revocation makes a link for the new invitation', async () => {
    const email = 'anew@example.com'
    const first = await handOver('invite', email)
    await play.revoke(email)
    const second = await handOver('invite', email)
    expect(await linkIsDead(first.link)).toBe(true)
    await choosePassword(second.link, password)
    expect(await play.signsIn(email)).toMatchObject({ claims: { invitation: { id: second.invitation_id } } })
  })
})

describe('a link that was handed over', () => {
  it('is dead once “Forgot password?” has mailed the invitation; the mail takes its place', async () => {
    const email = 'later@example.com'
    const { link } = await handOver('invite', email)
    await forgotPassword(play.tenant, email)
    expect((await play.tenant.outbox(email)).at(-1)?.subject).toBe('You are invited to Analytical Engine')
    expect(await linkIsDead(link)).toBe(true)
    await play.expectInviteeGetsIn(email)
  })

  it('lasts as long as the invitation, not five days', async () => {
    const { link } = await handOver('invite', 'month@example.com', '--ttl', '30d')
    await play.later(29 * 86_400, async () => expect(await linkIsDead(link)).toBe(false))
    await play.later(31 * 86_400, async () => expect(await linkIsDead(link)).toBe(true))
  })

  it('is dead after a revocation, and so is a password that was set with it', async () => {
    const email = 'withdrawn@example.com'
    const { link } = await handOver('invite', email)
    await choosePassword(link, password)
    const { link: unused } = await handOver('resend', email)
    await play.revoke(email)
    expect(await linkIsDead(unused)).toBe(true)
    expect(await signIn(play.tenant, email, password)).toHaveProperty('refused')
    await play.expectNobodyAccepted(email)
  })
})

describe('resend', () => {
  it('--link makes a new link at once, without a mail: the id stays, the expiry moves, the older link is dead', async () => {
    const email = 'relink@example.com'
    const first = await handOver('invite', email)
    const { expires_at } = await play.recordOf(email)
    const second = await handOver('resend', email, '--extend', '20d', '--trust-address')
    expect(second).toMatchObject({ outcome: 'resent', email_sent: false, invitation_id: first.invitation_id })
    expect(await linkIsDead(first.link)).toBe(true)
    const record = await play.recordOf(email)
    expect(record).toMatchObject({ delivery: 'link', sends: 0 })
    expect(Date.parse(String(record['expires_at']))).toBeGreaterThan(Date.parse(String(expires_at)))
    await choosePassword(second.link, password)
    expect(await play.signsIn(email)).toMatchObject({ claims: { email_verified: true } })
  })

  it('mails an invitation whose link was handed over, and ends that link', async () => {
    const email = 'mailed@example.com'
    const { link } = await handOver('invite', email)
    const ended = await play.invitations(['resend', email, '--json'])
    expect(objects(ended)[0]).toMatchObject({ outcome: 'resent', email_sent: true })
    expect(await play.recordOf(email)).toMatchObject({ delivery: 'mail', sends: 1 })
    expect(await linkIsDead(link)).toBe(true)
    await play.expectInviteeGetsIn(email)
  })

  it('--link prints no link if the invitation is revoked meanwhile, and the link that was made is dead', async () => {
    const email = 'meanwhile@example.com'
    await play.invite([email])
    await play.tenant.faults([{ method: 'PATCH', path: '/api/v2/users/*', times: 1, hold: 'resend' }])
    const resending = play.invitations(['resend', email, '--link', '--json'])
    await play.tenant.held('resend')
    await play.revoke(email)
    await play.tenant.forgetRequests()
    await play.tenant.release('resend')
    const ended = await resending
    await play.tenant.faults([])
    expect(errorIn(ended).code).toBe('invitation_revoked')
    expect(ended.stdout + ended.stderr).not.toContain('ticket=')
    expect((await play.tenant.requests()).filter(({ path }) => path.includes('tickets'))).toHaveLength(1)
    expect(objects(await play.invitations(['show', email, '--json']))[0]).toMatchObject({ status: 'revoked' })
  })

  it('--link never makes a link for an account with another identity, because it would open its owner’s account', async () => {
    const email = 'linked@example.com'
    await play.invite([email])
    await play.signUp('second@example.com')
    const ids = await Promise.all([email, 'second@example.com'].map(async (one) => (await play.userOf(one))['user_id']))
    const [first = '', second = ''] = ids.map(String)
    const other = { provider: 'auth0', user_id: second.replace('auth0|', '') }
    expect((await play.tenant.manage('POST', `users/${encodeURIComponent(first)}/identities`, other)).status).toBe(201)
    const ended = await play.invitations(['resend', email, '--link', '--json'])
    expect(errorIn(ended).code).toBe('link_not_possible')
    expect(ended.stdout).not.toContain('ticket=')
  })
})
