import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { appUrl, company, google, identity, providerStage, unlisted } from './provider.ts'
import { objects, untilSearchesCaughtUp } from './stage.ts'

const at = providerStage()
beforeAll(() => at.prepare())

/** Somebody who has signed in at a provider before anybody invited them. @returns the account's id */
async function isThere(email: string, connection = google): Promise<string> {
  const { claims } = (await at.enters(identity(email), undefined, connection)) as { claims: { sub: string } }
  await untilSearchesCaughtUp(at)
  return claims.sub
}
const invited = async (email: string, ...flags: string[]) => {
  const ended = await at.invitations(['invite', email, '--json', ...flags])
  return { ended, outcome: objects(ended)[0] }
}

describe('somebody who already has accounts at other providers', () => {
  it('with the address in other letter case: the invitation still goes to that account', async () => {
    const user_id = await isThere('Mixed.Case@Example.com')
    const { outcome } = await invited('mixed.case@example.com')
    expect(outcome).toMatchObject({ outcome: 'attached', user_id, link: appUrl })
    expect(await at.accounts('mixed.case@example.com')).toEqual([])
  })

  it('at two providers that may accept: nothing is done until one is named', async () => {
    const email = 'two@example.com'
    const [first, second] = [await isThere(email), await isThere(email, company)]
    const { ended } = await invited(email)
    expect(ended.exitCode).toBe(1)
    expect(ended.stderr + ended.stdout).toContain('several_accounts')
    const told = await at.invitations(['invite', email])
    for (const id of [first, second]) expect(told.stderr + told.stdout).toContain(id)
    expect(await at.accounts(email)).toHaveLength(2)
    const { outcome } = await invited(email, '--user-id', second)
    expect(outcome).toMatchObject({ outcome: 'attached', user_id: second })
    expect((await invited(email)).outcome).toMatchObject({ outcome: 'already_invited', user_id: second })
  })

  it('at two providers, with the address in two spellings: the same', async () => {
    await isThere('spelt@example.com')
    await isThere('Spelt@example.com', company)
    expect((await invited('spelt@example.com')).ended.stderr).not.toBe('')
    expect(await at.tenant.outbox('spelt@example.com')).toEqual([])
  })

  it('at two providers of which one may accept: it goes to that one', async () => {
    const email = 'one-of-two@example.com'
    await isThere(email, unlisted)
    const user_id = await isThere(email, company)
    expect((await invited(email)).outcome).toMatchObject({ outcome: 'attached', user_id })
  })

  it('at the provider that the invitation names: it goes there; an invitation for a password makes a new account', async () => {
    const email = 'chosen@example.com'
    await isThere(email)
    const user_id = await isThere(email, company)
    expect((await invited(email, '--accept-with', company)).outcome).toMatchObject({ outcome: 'attached', user_id })
    const other = 'by-password@example.com'
    await isThere(other)
    expect((await invited(other, '--accept-with', 'password')).outcome).toMatchObject({ outcome: 'invited' })
    expect(await at.tenant.outbox(other)).toHaveLength(1)
  })

  it.each([
    ['one by one', []],
    ['by an import job', ['--bulk', '1']],
  ])('in a spreadsheet: each is invited where they are, and the others get an account, %s', async (_, flags) => {
    const name = `sheet${flags.length}`
    const user_id = await isThere(`${name}.There@example.com`)
    await isThere(`${name}.several@example.com`)
    await isThere(`${name}.several@example.com`, company)
    const folder = mkdtempSync(join(tmpdir(), 'existing-'))
    const rows = ['there', 'several', 'new'].map((one) => `${name}.${one}@example.com`)
    writeFileSync(join(folder, 'people.csv'), `email\n${rows.join('\n')}\n`)
    const ended = await at.invitations(['import', 'people.csv', '--yes', '--json', ...flags], {}, folder)
    const outcomes = objects(ended).filter(({ outcome }) => outcome !== undefined)
    expect(outcomes).toHaveLength(3)
    expect(outcomes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ email: rows[0], outcome: 'attached', user_id, link: appUrl }),
        expect.objectContaining({ email: rows[1], outcome: 'failed', reason: 'several_accounts' }),
        expect.objectContaining({ email: rows[2], outcome: 'invited', email_sent: true }),
      ]),
    )
    expect(readFileSync(join(folder, 'people.result.csv'), 'utf8')).toContain('several_accounts')
    expect((await at.accounts(rows[2] ?? '')).map(({ user_id: id }) => id.split('|')[0])).toEqual(['auth0'])
  })
})
