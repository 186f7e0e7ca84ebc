import { describe, expect, it } from 'vitest'
import { choosePassword, forgotPassword, signIn } from '../app.ts'
import { Visitor } from '../visitor.ts'
import { errorIn, objects, stage, untilSearchesCaughtUp } from './stage.ts'

const play = stage({ deployed: true })
const password = 'Difference-Engine-2'

async function appMetadataOf(email: string): Promise<Record<string, unknown>> {
  const { body } = await play.tenant.manage('GET', `users-by-email?email=${encodeURIComponent(email)}`)
  const [user] = body as { app_metadata?: Record<string, unknown> }[]
  return user?.app_metadata ?? {}
}

async function linkTo(email: string): Promise<string> {
  return (await play.tenant.outbox(email)).at(-1)?.links[0] ?? ''
}

describe('inviting', () => {
  it('takes two calls if there is a token', async () => {
    await play.invitations(['invite', 'looked@example.com']) // the first one remembers what it finds in order
    await play.tenant.forgetRequests()
    const token = { AUTH0_ACCESS_TOKEN: play.tenant.description.management_token }
    const ended = await play.invitations(['invite', 'two-calls@example.com', '--json'], token)
    expect(ended.exitCode).toBe(0)
    const calls = (await play.tenant.requests()).map(({ method, path }) => `${method} ${path}`)
    expect(calls).toEqual(['POST /api/v2/users', 'POST /dbconnections/change_password'])
  })

  it('tells programs the outcome', async () => {
    const ended = await play.invitations(['invite', 'Told@Example.com', '--ttl', '2d', '--json'])
    const [result] = objects(ended)
    expect(result).toEqual({
      email: 'told@example.com',
      user_id: expect.stringMatching(/^auth0\|invited_[0-9a-f]{32}$/) as string,
      invitation_id: expect.stringMatching(/^inv_[0-9a-f]{32}$/) as string,
      outcome: 'invited',
      email_sent: true,
      expires_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
      reason: null,
    })
  })

  it('with --dry-run changes nothing and sends nothing', async () => {
    const ended = await play.invitations(['invite', 'dry@example.com', '--dry-run'])
    expect(ended.exitCode).toBe(0)
    expect(ended.stdout).toMatch(/^Would invite dry@example\.com until .* Nothing was done\.\n$/)
    expect(await play.tenant.outbox('dry@example.com')).toEqual([])
    expect((await play.tenant.manage('GET', 'users-by-email?email=dry@example.com')).body).toEqual([])
  })

  it('shows how a domain in other letters is read, because it may only look like another one', async () => {
    const ended = await play.invitations(['invite', 'ada@xn--pple-43d.com', '--dry-run'])
    expect(ended.stderr).toBe(
      'Note: The domain of ada@xn--pple-43d.com is read as аpple.com. Make sure that this is the domain you mean.\n',
    )
    expect(ended.exitCode).toBe(0)
  })

  it('several people at once invites each of them', async () => {
    const ended = await play.invitations(['invite', 'one@example.com', 'two@example.com', 'ONE@example.com', '--json'])
    expect(objects(ended).map(({ email, outcome }) => [email, outcome])).toEqual([
      ['one@example.com', 'invited'],
      ['two@example.com', 'invited'],
    ])
  })

  it('several people, if it is stopped, names the people who are left; the same command goes on', async () => {
    const people = ['first@example.com', 'second@example.com', 'third@example.com']
    await play.invitations(['invite', 'first@example.com'])
    const stopped = await play.invitations(['invite', ...people, '--json'], { AUTH0_CLIENT_SECRET: 'wrong' })
    expect(errorIn(stopped).hint).toContain(`Not invited: ${people.join(', ')}.`)
    const again = objects(await play.invitations(['invite', ...people, '--json']))
    expect(again.map(({ outcome }) => outcome)).toEqual(['already_invited', 'invited', 'invited'])
  })

  it('somebody again, while the invitation is open, sends nothing and says so', async () => {
    await play.invitations(['invite', 'again@example.com'])
    const ended = await play.invitations(['invite', 'again@example.com', '--json'])
    expect(ended.exitCode).toBe(0)
    expect(objects(ended)[0]).toMatchObject({ outcome: 'already_invited', email_sent: false })
    expect(await play.tenant.outbox('again@example.com')).toHaveLength(1)
  })

  it('says in the record if the mail could not be asked for, and the same command sends it', async () => {
    const args = ['invite', 'half@example.com', '--json']
    await play.tenant.faults([{ method: 'POST', path: '/dbconnections/change_password', times: 1, status: 400 }])
    const failed = await play.invitations(args)
    expect(failed.exitCode).toBe(1)
    expect(errorIn(failed)).toMatchObject({ code: 'email_not_sent' })
    expect(errorIn(failed).hint).toContain('INVITATIONS_CLIENT_ID')
    expect(objects(failed)[0]).toMatchObject({ outcome: 'failed', email_sent: false, reason: 'email_not_sent' })
    const before = await appMetadataOf('half@example.com')
    expect(before['invitation']).toMatchObject({ sends: 0 })
    expect(before['invitation']).not.toHaveProperty('last_sent_at')

    const again = await play.invitations(args)
    expect(again.exitCode).toBe(0)
    expect(objects(again)[0]).toMatchObject({ outcome: 'invited', email_sent: true })
    expect((await appMetadataOf('half@example.com'))['invitation']).toMatchObject({ sends: 1 })
    expect((await play.tenant.outbox('half@example.com')).map(({ subject }) => subject)).toEqual([
      'You are invited to Analytical Engine',
    ])
  })
})

describe('the invitee', () => {
  it('follows the link, chooses a password, signs in and has accepted; a second sign-in changes nothing', async () => {
    const email = 'ada@example.com'
    await play.invitations(['invite', email, '--invited-by', 'Grace', '--context', '{"plan":"team"}'])
    const { invitation } = await appMetadataOf(email)
    const page = await choosePassword(await linkTo(email), password)
    expect(page.heading).toBe('Your password is saved')

    const first = await signIn(play.tenant, email, password)
    const after = await appMetadataOf(email)
    const { id, at } = after['invitation_acceptance'] as { id: string; at: string }
    const lasting = { id, status: 'accepted', accepted_at: at, context: { plan: 'team' }, invited_by: 'Grace' }
    expect(first).toMatchObject({ claims: { email, invitation: { ...lasting, accepted_now: true } } })
    expect(after['invitation']).toEqual(invitation)

    const second = await signIn(play.tenant, email, password)
    expect('claims' in second && second.claims['invitation']).toEqual(lasting)
    expect(await appMetadataOf(email)).toEqual(after)
    expect(objects(await play.invitations(['invite', email, '--json']))[0]).toMatchObject({
      outcome: 'already_accepted',
    })
  })

  it('gets the invitation again with “Forgot password?” while it is open, and the newest link works', async () => {
    const email = 'forgot@example.com'
    await play.invitations(['invite', email])
    const [older] = (await play.tenant.outbox(email)).flatMap(({ links }) => links)
    await forgotPassword(play.tenant, email)
    const mail = (await play.tenant.outbox(email)).at(-1)
    expect(mail?.subject).toBe('You are invited to Analytical Engine')
    expect((await new Visitor().open(older ?? '')).status).toBe(400)
    expect((await choosePassword(mail?.links[0] ?? '', password)).heading).toBe('Your password is saved')
  })

  it('gets another link with “Forgot password?” if the mailed one has expired before the invitation', async () => {
    const email = 'patient@example.com'
    await play.invitations(['invite', email, '--ttl', '30d'])
    const first = await linkTo(email)
    const days = 20 * 86_400
    await play.tenant.advance(days)
    expect((await new Visitor().open(first)).status).toBe(400)
    await forgotPassword(play.tenant, email)
    await choosePassword(await linkTo(email), password)
    expect(await signIn(play.tenant, email, password)).toHaveProperty('claims.invitation')
    await play.tenant.advance(-days)
  })

  it('is refused with advice after the expiry, and accepts nothing', async () => {
    const email = 'late@example.com'
    await play.invitations(['invite', email, '--ttl', '1h'])
    await choosePassword(await linkTo(email), password)
    await play.tenant.advance(3601)
    const outcome = await signIn(play.tenant, email, password)
    expect('refused' in outcome && outcome.refused).toMatch(
      /^This invitation expired on .* UTC\. Ask the person who invited you for a new one\.$/,
    )
    expect(await appMetadataOf(email)).not.toHaveProperty('invitation_acceptance')
    await play.tenant.advance(-3601)
  })

  it('is told apart from somebody who resets a password: a post-challenge Action can read the parameters of the link', async () => {
    const code = `exports.onExecutePostChallenge = async (event, api) => {
      const { type, invitation } = event.request.query
      api.redirect.sendUserTo('https://app.example.com/', { query: { type, invitation } })
    }`
    const supported_triggers = [{ id: 'password-reset-post-challenge', version: 'v1' }]
    const { body } = await play.tenant.manage('POST', 'actions/actions', {
      name: 'read-link',
      code,
      supported_triggers,
    })
    const { id } = body as { id: string }
    await play.tenant.manage('POST', `actions/actions/${id}/deploy`)
    const bind = (bindings: object[]) =>
      play.tenant.manage('PATCH', 'actions/triggers/password-reset-post-challenge/bindings', { bindings })
    await bind([{ ref: { type: 'action_id', value: id }, display_name: 'read-link' }])

    const email = 'query@example.com'
    await play.invitations(['invite', email])
    const { invitation } = await appMetadataOf(email)
    const { url } = await new Visitor().open(await linkTo(email), 'https://app.example.com/')
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      type: 'invite',
      invitation: (invitation as { id: string }).id,
    })
    await bind([])
  })
})

describe('looking at invitations', () => {
  it('show finds one person, by address in any spelling or by id', async () => {
    const [invited] = objects(
      await play.invitations(['invite', 'shown@example.com', '--invited-by', 'Grace', '--json']),
    )
    const byAddress = objects(await play.invitations(['show', 'SHOWN@example.com', '--json']))
    expect(byAddress).toHaveLength(1)
    expect(byAddress[0]).toMatchObject({
      email: 'shown@example.com',
      status: 'pending',
      invited_by: 'Grace',
      sends: 1,
      accepted_at: null,
      revoked_at: null,
    })
    await untilSearchesCaughtUp(play)
    expect(objects(await play.invitations(['show', String(invited?.['invitation_id']), '--json']))).toEqual(byAddress)
    expect((await play.invitations(['show', 'shown@example.com'])).stdout).toMatch(/^email +shown@example\.com$/m)
  })

  it('show says if there is nothing to show', async () => {
    const nobody = await play.invitations(['show', 'nobody@example.com', '--json'])
    expect(nobody.exitCode).toBe(1)
    expect(errorIn(nobody)).toEqual({
      code: 'not_found',
      message: 'There is no invitation for nobody@example.com.',
      hint: 'To invite: auth0-invitations invite nobody@example.com',
    })
  })

  it('list filters and counts, and prints a table, JSON or CSV', async () => {
    await play.invitations(['invite', 'filter-1@example.com', '--invited-by', 'Lister', '--ttl', '1h'])
    await play.invitations(['invite', 'filter-2@example.com', '--invited-by', 'Lister', '--ttl', '9d'])
    await untilSearchesCaughtUp(play)
    const listed = async (...flags: string[]) =>
      objects(await play.invitations(['list', '--json', '--invited-by', 'lister', ...flags])).map(({ email }) => email)
    expect(await listed()).toHaveLength(2)
    expect(await listed('--expiring-within', '2h')).toEqual(['filter-1@example.com'])
    expect(await listed('--search', 'ter-2')).toEqual(['filter-2@example.com'])
    expect(await listed('--status', 'accepted')).toEqual([])
    expect(await listed('--since', '1d')).toHaveLength(2)
    const table = await play.invitations(['list', '--invited-by', 'Lister', '--search', 'filter-1'])
    expect(table.stdout).toMatch(/^email +status .*\nfilter-1@example\.com +pending +Lister .*\n1 invitation\n$/)
    const csv = await play.invitations(['list', '--invited-by', 'Lister', '--format', 'csv', '--search', 'filter-1'])
    expect(csv.stdout).toMatch(/^email,user_id,invitation_id,status,name,.*\r\nfilter-1@example\.com,auth0\|/)
  })
})
