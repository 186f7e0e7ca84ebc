import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fieldsOf, openDesk, readable, type OpenDesk } from './open-desk.ts'
import { stage } from './stage.ts'

const required = { INVITATIONS_REQUIRE: 'on', INVITATIONS_REQUIRED_SINCE: '2020-01-01T00:00:00Z' }
const play = stage({ deployed: true, settings: required })
let desk: OpenDesk

beforeAll(async () => {
  await play.invitations(['invite', 'ada@example.com', 'bob@example.com', '--invited-by', 'Grace'])
  await play.invitations(['revoke', 'bob@example.com', '--yes'])
  const { clients, connection } = play.tenant.description
  const person = { client_id: clients.app.client_id, connection, password: 'Difference-Engine-2' }
  await play.tenant.post('dbconnections/signup', { ...person, email: 'visitor@example.com' })
  desk = await openDesk(play, ['--name', 'Grace Hopper'], required)
})
afterAll(() => desk.end())

describe('the other pages of the desk', () => {
  it('the report counts how far invitations came, with the charts of report --html', async () => {
    const page = await desk.get('/report?days=30')
    expect(readable(page)).toMatch(/^Report Invited .* 2 created 2 mailed 100.% 0 password set 0.% 0 accepted 0.%/)
    expect(page.html).toMatch(
      /<svg class="names-beside" viewBox="[^"]*" role="img" aria-label="How far invitees got\. created: 2/,
    )
    expect(page.html).toContain('<option value="30" selected')
    expect(page.html).not.toMatch(/<[^>]* style=/)
  })

  it('join requests have one button, which invites once and takes them off the page', async () => {
    const page = await desk.get('/requests')
    expect(readable(page)).toContain('visitor@example.com')
    const form = fieldsOf(page, '/requests/invite')
    const [once, twice] = await Promise.all([desk.post('/requests/invite', form), desk.post('/requests/invite', form)])
    expect(readable(once)).toMatch(/^Invite: 1 invitation done Invitee Outcome visitor@example\.com invited/)
    expect(readable(twice)).toBe(readable(once))
    expect(await play.tenant.outbox('visitor@example.com')).toHaveLength(1)
    expect(readable(await desk.get('/requests?look=again'))).toContain('Nobody is waiting for an invitation.')
  })

  it('the doctor says what is wrong, why it matters and how to fix it', async () => {
    await play.tenant.manage('DELETE', 'emails/provider')
    const page = readable(await desk.get('/doctor?look=again'))
    expect(page).toMatch(/^Doctor \d+ errors?: invitations do not work, or not as described\./)
    expect(page).toMatch(/error .*email provider.* Fix: .*no_email_provider/)
  })

  it('the navigation leads to pages that exist', async () => {
    const list = await desk.get('/')
    const nav = /<nav aria-label="Pages">([\s\S]*?)<\/nav>/.exec(list.html)?.[1] ?? ''
    const paths = [...nav.matchAll(/href="([^"]*)"/g)].map(([, path = '']) => path)
    expect(paths).toEqual(['/', '/invite', '/import', '/requests', '/report', '/doctor'])
    for (const path of paths) expect([path, (await desk.get(path)).status]).toEqual([path, 200])
  })
})
