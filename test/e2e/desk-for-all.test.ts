import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fieldsOf, openDesk, readable, type Answer, type OpenDesk } from './open-desk.ts'
import { objects, stage } from './stage.ts'

const play = stage({ deployed: true })
const count = 60
let desk: OpenDesk

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'desk-'))
  const emails = Array.from({ length: count }, (_, at) => `p${at}@example.com`)
  writeFileSync(join(folder, 'people.csv'), `email\n${emails.join('\n')}\n`)
  await play.invitations(['import', 'people.csv', '--yes', '--invited-by', 'Linus'], {}, folder)
  await play.invitations(['invite', 'ada@example.com', '--invited-by', 'Grace'])
  await play.invitations(['revoke', 'p7@example.com', '--yes'])
  desk = await openDesk(play, ['--name', 'Grace Hopper'])
})
afterAll(() => desk.end())

const done = async (answer: Answer, path: string): Promise<Answer> => {
  let page = answer
  while (page.html.includes('http-equiv="refresh"')) page = await desk.get(path)
  return page
}
const statuses = async (name: string) =>
  objects(await play.invitations(['list', '--search', name, '--json']))
    .filter(({ type }) => type !== 'summary')
    .map(({ status }) => status)

describe('a button for everybody whom the list shows, on all its pages', () => {
  it('is there if the list has several pages, with the number of people', async () => {
    expect(readable(await desk.get('/?invited_by=linus'))).toContain(
      'With all 60, on every page: Send againRemindRevoke',
    )
    expect(readable(await desk.get('/?invited_by=grace'))).not.toContain('on every page')
  })

  it('asks with how many people, of which status, whom it leaves out and why, and what will happen', async () => {
    const page = await desk.get('/ask/all?invited_by=linus&operation=revoke')
    expect(readable(page)).toMatch(
      /^Revoke 59 invitations\? This cannot be done for others in the list: 1 person: The invitation is already revoked\. Their links stop working at once\. .* 59 pending The list shows: invited by linus\. .* Revoke: 59 invitations/,
    )
    expect(readable(await desk.get('/ask/all?search=nobody&operation=revoke'))).toContain('There is nothing to do.')
    expect((await desk.get('/ask/all?operation=link')).status).toBe(400)
  })

  it('does it once for the people in the question, in the background, with progress and Stop', async () => {
    await play.tenant.advance(600)
    const question = await desk.get('/ask/all?invited_by=linus&operation=resend')
    const form = fieldsOf(question, '/do/all')
    const key = form.find(([name]) => name === 'key')?.[1] ?? ''
    await play.tenant.faults([
      { method: 'POST', path: '/dbconnections/change_password', after: 5, times: 1, hold: 'mails' },
    ])
    const [first, second] = await Promise.all([desk.post('/do/all', form), desk.post('/do/all', form)])
    await play.tenant.held('mails')
    expect(readable(first)).toMatch(/^Send again In progress \d of 59 invitations so far\. Stop/)
    expect(readable(second)).toMatch(/^Send again In progress/)
    await desk.post(`/done/${key}/stop`, [])
    await play.tenant.release('mails')
    const page = await done(await desk.get(`/done/${key}`), `/done/${key}`)
    expect(readable(page)).toMatch(/^Send again: 6 invitations done Stopped\. Nothing was done with 53 invitations\./)
    const sent = await Promise.all(
      Array.from({ length: count }, async (_, at) => (await play.tenant.outbox(`p${at}@example.com`)).length),
    )
    expect(sent.filter((mails) => mails === 2)).toHaveLength(6)
    expect(sent.filter((mails) => mails > 2)).toEqual([])
  })

  it('leaves alone people who are invited after the question', async () => {
    const form = fieldsOf(await desk.get('/ask/all?invited_by=linus&operation=revoke'), '/do/all')
    await play.invitations(['invite', 'later@example.com', '--invited-by', 'Linus'])
    await desk.get('/?read=again')
    const key = form.find(([name]) => name === 'key')?.[1] ?? ''
    const page = await done(await desk.post('/do/all', form), `/done/${key}`)
    expect(readable(page)).toMatch(/^Revoke: 59 invitations done /)
    expect(await statuses('later@')).toEqual(['pending'])
    expect(new Set(await statuses('linus'))).toEqual(new Set(['revoked', 'pending']))
    expect(readable(await desk.post('/do/all', [['key', crypto.randomUUID()]]))).toContain(
      'The desk no longer has this question.',
    )
  })
})
