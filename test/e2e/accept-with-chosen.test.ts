import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { choosePassword, signIn } from '../app.ts'
import { password } from './accounts.ts'
import { fieldsOf, openDesk, readable, type OpenDesk } from './open-desk.ts'
import { appUrl, google, identity, providerStage, unlisted } from './provider.ts'
import { objects } from './stage.ts'

const at = providerStage()
beforeAll(() => at.prepare())

const database = 'Username-Password-Authentication'
const recordOf = async (email: string) => (await at.accounts(email))[0]?.app_metadata['invitation']
const shown = async (email: string) => objects(await at.invitations(['show', email, '--json']))[0]

describe('how an invitation is accepted, from a spreadsheet', () => {
  const folder = mkdtempSync(join(tmpdir(), 'accept-with-'))
  const importFile = (csv: string, ...flags: string[]) => {
    writeFileSync(join(folder, 'people.csv'), csv)
    return at.invitations(['import', 'people.csv', '--yes', ...flags], {}, folder)
  }

  it.each([
    ['row by row', []],
    ['by an import job', ['--bulk', '1']],
  ])('is what the row says, else the flag: %s', async (_, flags) => {
    const [own, other] = [`own${flags.length}@example.com`, `other${flags.length}@example.com`]
    const csv = `email,Annehmen mit\n${own},${google}\n${other},\n`
    const { exitCode, stderr } = await importFile(csv, '--accept-with', 'password', ...flags)
    expect(exitCode, stderr).toBe(0)
    expect(await recordOf(own)).toMatchObject({ accept_with: google })
    expect(await recordOf(other)).toMatchObject({ accept_with: 'password' })
    const [mail] = await at.tenant.outbox(own)
    expect(new Set(mail?.links)).toEqual(new Set([`${appUrl}?invitation=${(await recordOf(own))?.['id'] as string}`]))
    expect((await at.tenant.outbox(other))[0]?.text).not.toContain('Or sign in')
  })

  it('is checked before anybody is invited: the settings list the connections', async () => {
    const { exitCode, stderr } = await importFile(
      `email,accept with\nnobody1@example.com,\nnobody2@example.com,${unlisted}\n`,
    )
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(`"${unlisted}" is neither password nor`)])
    expect(await at.tenant.outbox('nobody1@example.com')).toEqual([])
  })
})

describe('how an invitation is accepted, at the desk', () => {
  let desk: OpenDesk
  beforeAll(async () => {
    desk = await openDesk(at, [], at.settings())
  })
  afterAll(() => desk.end())

  it('is chosen in the form, said on its page, and in the mail beside the form', async () => {
    const form = await desk.get('/invite')
    expect(form.html).toContain('a password, or an account of google-oauth2 or acme</option>')
    const fields = { emails: 'chosen@example.com', accept_with: google }
    const mail = await desk.get(`/invite/mail?${new URLSearchParams(fields).toString()}`)
    expect(mail.html).toContain('?invitation=inv_')
    const question = await desk.post('/invite', Object.entries(fields))
    await desk.post('/invite/send', fieldsOf(question, '/invite/send'))
    expect(await recordOf('chosen@example.com')).toMatchObject({ accept_with: google })
    const page = readable(await desk.get('/invitations/chosen%40example.com'))
    expect(page).toContain('To be accepted with an account of google-oauth2 only')
  })

  it('is not asked if no connection is set', async () => {
    const plain = await openDesk(at, [], { INVITATIONS_ACCEPT_WITH: '' })
    try {
      expect((await plain.get('/invite')).html).not.toContain('accept_with')
    } finally {
      await plain.end()
    }
  })

  it('shows an error beside a value that is not allowed', async () => {
    const page = await desk.post('/invite', [
      ['emails', 'ada@example.com'],
      ['accept_with', unlisted],
    ])
    expect(page.html).toMatch(/id="wrong-accept_with"[^>]*>&quot;github&quot; is neither password nor/)
  })
})

describe('an invitation that is for one provider', () => {
  it('is mailed again with the same way; a link for a password is refused, and nothing changes', async () => {
    const email = 'no-link@example.com'
    await at.invitations(['invite', email, '--accept-with', google])
    const before = await recordOf(email)
    const refused = await at.invitations(['resend', email, '--link', '--json'])
    expect([refused.exitCode, objects(refused)[0]?.['reason']]).toEqual([1, 'link_not_possible'])
    expect(await recordOf(email)).toEqual(before)
    await at.tenant.advance(120)
    expect((await at.invitations(['resend', email])).exitCode).toBe(0)
    const mails = await at.tenant.outbox(email)
    expect(mails.map(({ links }) => [...new Set(links)])).toEqual(
      Array(2).fill([`${appUrl}?invitation=${String(before?.['id'])}`]),
    )
  })
})

describe('how an invitation was accepted', () => {
  it('is in the output of show, list, export and report', async () => {
    const [withGoogle, withPassword] = ['with-google@example.com', 'with-password@example.com']
    await at.invitations(['invite', withGoogle, withPassword])
    await at.enters(identity(withGoogle), await at.invitationOf(withGoogle))
    await choosePassword((await at.tenant.outbox(withPassword)).at(-1)?.links[0] ?? '', password)
    await signIn(at.tenant, withPassword, password)
    expect(await shown(withGoogle)).toMatchObject({ status: 'accepted', accept_with: null, accepted_with: google })
    expect(await shown(withPassword)).toMatchObject({ status: 'accepted', accepted_with: database })
    await at.tenant.advance(5) // searches can be behind by seconds
    const listed = objects(await at.invitations(['list', '--json', '--status', 'accepted']))
    expect(listed.map(({ accepted_with }) => accepted_with).sort()).toEqual([database, google])
    const file = join(mkdtempSync(join(tmpdir(), 'export-')), 'all.csv')
    await at.invitations(['export', '--output', file])
    expect(readFileSync(file, 'utf8')).toMatch(/,accepted_with,.*,accept_with,/)
    expect(objects(await at.invitations(['report', '--json']))[0]).toMatchObject({
      by_accepted_with: [
        { accepted_with: database, accepted: 1 },
        { accepted_with: google, accepted: 1 },
      ],
    })
    expect((await at.invitations(['report'])).stdout).toContain(`Accepted with: 1 ${database}, 1 ${google}.`)
  })
})
