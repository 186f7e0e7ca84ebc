import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createInvitations, settingsFrom, type Invitations } from '../../../scripts/invitations/index.ts'
import { inlineRows, workbook } from '../../workbook.ts'
import { errorIn } from '../stage.ts'
import { scene } from './scene.ts'

const at = scene()
const kept = 'kept@example.com'
const nobody = 'nobody@example.com'
let invitations: Invitations

/** The input of an app that checks nothing itself. */
const given = (text: string): never => JSON.parse(text) as never

const expectNoCall = async () => expect(await at.tenant.requests()).toEqual([])

beforeAll(async () => {
  invitations = createInvitations(settingsFrom(at.tenant.settings))
  await at.invite([kept])
})

describe('An app that passes on what a browser sent', () => {
  beforeEach(() => at.tenant.forgetRequests())

  it('a request of any JSON: the app is told what is wrong, and no call is made', async () => {
    for (const body of [
      'null',
      '5',
      '[]',
      '{}',
      '{"email":5}',
      '{"email":{"toString":"x"}}',
      '{"email":["a@b.example"]}',
    ]) {
      expect(invitations.problemsOf(given(body))).not.toEqual([])
      await expect(invitations.invite(given(body))).rejects.toMatchObject({
        code: expect.stringMatching(/^(usage|invalid_email)$/) as unknown,
      })
    }
    await expectNoCall()
  })

  it('more than the app asked for: roles, or an option that only looks like one', async () => {
    const email = nobody
    await expect(invitations.invite({ email, ...(given('{"role":"admin"}') as object) })).rejects.toMatchObject({
      code: 'usage',
    })
    await expect(invitations.invite({ email }, given('{"dryrun":true}'))).rejects.toMatchObject({ code: 'usage' })
    await expect(invitations.invite({ email }, given('{"__proto__":{"user_id":"x"}}'))).rejects.toMatchObject({
      code: 'usage',
    })
    await expectNoCall()
  })

  it('an account id that leads to another call: two dots, nothing, a path', async () => {
    for (const id of ['..', '.', '', '/', '../clients', 'auth0|1\n', '?q=*']) {
      const asked = [
        invitations.invite({ email: kept }, { user_id: id }),
        invitations.accept({ user_id: id, invitation_id: 'inv_0123456789abcdef' }),
        invitations.revoke(kept, { user_id: id }),
        invitations.resend(kept, { user_id: id }),
      ]
      for (const call of asked) await expect(call).rejects.toMatchObject({ code: 'usage' })
    }
    await expectNoCall()
  })

  it('an invitation id that would make an unreadable record: nothing is written or mailed', async () => {
    for (const invitation_id of ['', 'inv_1', '..', `inv_${'x'.repeat(65)}`, 'inv_0123456789"']) {
      await expect(invitations.invite({ email: nobody }, { invitation_id })).rejects.toMatchObject({ code: 'usage' })
    }
    await expectNoCall()
    expect(await at.userOf(nobody)).toEqual({})
  })

  it('a context nested without end', async () => {
    const context = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`
    await expect(invitations.invite({ email: nobody, context })).rejects.toMatchObject({ code: 'context_too_large' })
    await expectNoCall()
  })
})

describe('An app that answers questions in its own way', () => {
  it('a confirmation that returns false instead of throwing: the account is not deleted', async () => {
    const email = 'not-verified@example.com'
    await at.signUp(email)
    const before = await at.userOf(email)
    const confirm: never = (() => Promise.resolve(false)) as never
    const outcome = await invitations.invite({ email }, { confirm })
    expect(outcome).toMatchObject({ outcome: 'skipped', reason: 'cancelled' })
    expect(await at.userOf(email)).toEqual(before)
  })

  it('quiet hours that never end: they are refused, not waited for', () => {
    const reminding = () => invitations.remind({ quiet: { from: 0, to: 1440 } })
    expect(reminding).toThrow(expect.objectContaining({ code: 'usage' }))
  })
})

describe('What is typed or in a file', () => {
  it('an account id of two dots after --user-id', async () => {
    await at.tenant.forgetRequests()
    for (const args of [['invite'], ['resend'], ['revoke', '--yes']]) {
      for (const id of ['..', '../../x', 'auth0']) {
        const ended = await at.invitations([...args, kept, '--user-id', id, '--json'])
        expect([ended.exitCode, errorIn(ended).code]).toEqual([2, 'usage'])
      }
    }
    await expectNoCall()
  })

  it('a journal that somebody edited: the run says which line, and emails nobody', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'journal-'))
    writeFileSync(join(folder, 'people.csv'), 'email\njournal@example.com\n')
    const run = () => at.invitations(['import', 'people.csv', '--yes', '--json'], {}, folder)
    expect((await run()).exitCode).toBe(0)
    const journals = join(folder, '.auth0-invitations')
    const journal = join(journals, readdirSync(journals).find((name) => name.endsWith('.ndjson')) ?? '')
    writeFileSync(journal, readFileSync(journal, 'utf8').replace(/"email":"[^"]*"/, '"email":{"toString":"x"}'))
    const ended = await run()
    expect(errorIn(ended)).toMatchObject({ code: 'unreadable_file' })
    expect(errorIn(ended).message).toMatch(/line 2 was changed by something else: its "email" is wrong\.$/)
    expect(await at.tenant.outbox('journal@example.com')).toHaveLength(1)
  })

  it('a workbook of kilobytes that would unpack to gigabytes: it is refused before that', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'workbook-'))
    const sheets = [{ name: 'A', xml: inlineRows([['email'], ['bomb@example.com']]) }]
    const bomb = Buffer.alloc(100_000_000, ' ')
    const sizes = { 'xl/sharedStrings.xml': 4_000_000_000, 'xl/worksheets/sheet1.xml': 2000 }
    for (const [part, size] of Object.entries(sizes)) {
      writeFileSync(
        join(folder, 'people.xlsx'),
        workbook({ sheets, parts: { [part]: bomb }, claims: { [part]: { size } } }),
      )
      const ended = await at.invitations(['import', 'people.xlsx', '--json'], {}, folder)
      expect([ended.exitCode, errorIn(ended).code]).toEqual([2, 'unreadable_file'])
      expect(errorIn(ended).message).toContain(part)
    }
    expect(await at.tenant.outbox('bomb@example.com')).toEqual([])
  })

  it('a workbook with strangers in hidden rows, and with a formula over another file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'workbook-'))
    const [shown, hidden] = ['shown@example.com', 'stranger@example.com']
    const text = (words: string) => `<c t="inlineStr"><is><t>${words}</t></is></c>`
    const formula = `<c t="str"><f>WEBSERVICE("${at.tenant.description.issuer}_local/formula")</f><v>Hello</v></c>`
    const rows = [`${text('email')}${text('note')}`, `${text(shown)}${formula}`].map((cells) => `<row>${cells}</row>`)
    const xml = `<sheetData>${rows.join('')}<row hidden="1">${text(hidden)}</row></sheetData>`
    writeFileSync(join(folder, 'people.xlsx'), workbook({ sheets: [{ name: 'A', xml }] }))
    const ended = await at.invitations(['import', 'people.xlsx'], {}, folder)
    expect(ended.stdout).toContain('Hidden rows, not read (--with-hidden reads them): 3.')
    expect(await at.tenant.outbox(hidden)).toEqual([])
    const [mail] = await at.tenant.outbox(shown)
    expect(mail?.text).toContain('Hello')
  })
})
