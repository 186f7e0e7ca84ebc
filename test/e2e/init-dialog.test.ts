import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { HURRIED } from '../run-command.ts'
import { boundTo } from './deployed.ts'
import { initAt } from './init-desk.ts'
import { stage } from './stage.ts'
import { CTRL_C, CTRL_D, Terminal } from './terminal.ts'

const play = stage({ deployed: false })
const { called, desk, dotEnv, startOver, whole } = initAt(play)

beforeEach(startOver)

async function sitDown(folder: string): Promise<Terminal> {
  await play.tenant.hurryLimits(HURRIED)
  return new Terminal(['init'], { NODE_EXTRA_CA_CERTS: play.tenant.description.ca_file }, folder)
}

/** The questions of a tenant with one app and one connection, in order, and an answer to each. */
const questions = (): [question: string, answer: string][] => [
  ['Your tenant’s domain, like acme.eu.auth0.com: ', play.tenant.description.domain],
  ['The token: ', play.tenant.description.management_token],
  ['Make them in localhost', 'y'],
  ['Deploy this into localhost', 'y'],
  ['Invite yourself? Your address, or Enter for nobody: ', 'me@example.com'],
]

describe('init at a terminal', () => {
  it('asks for everything, gives a reason after each wrong answer and asks again, and does not show the token', async () => {
    await play.tenant.manage('POST', 'clients', { name: 'Shop', app_type: 'spa' })
    await play.tenant.manage('POST', 'connections', { name: 'Staff', strategy: 'auth0' })
    const { folder } = desk()
    const { domain, management_token } = play.tenant.description
    const at = await sitDown(folder)
    await at.answers('like acme.eu.auth0.com: ', 'acme')
    await at.sees('"acme" is not a whole domain; it looks like acme.eu.auth0.com')
    await at.answers('like acme.eu.auth0.com: ', `https://${domain}/`)
    await at.sees('https://manage.auth0.com/#/apis/management/explorer')
    await at.answers('The token: ', 'eyJ.nonsense.token')
    await at.sees('Use another one.')
    await at.answers('The token: ', management_token)
    await at.sees('  2  Shop (')
    await at.answers('A number from 1 to 2, or its name: ', '7')
    await at.sees('There is no app that people sign in to "7".')
    await at.answers('A number from 1 to 2, or its name: ', '2')
    await at.sees('  2  Staff')
    await at.answers('or its name [1]: ', 'Stuff')
    await at.sees('There is no database connection of their accounts "Stuff".')
    await at.answers('or its name [1]: ', 'Staff')
    await at.answers(`Make them in ${domain}? (y/N) `, 'perhaps')
    await at.sees('Type y for yes, or n for no.')
    await at.answers(`Make them in ${domain}? (y/N) `, 'y')
    await at.answers(`Deploy this into ${domain}? (y/N) `, 'maybe')
    await at.sees('Type y for yes, or n for no.')
    await at.answers(`Deploy this into ${domain}? (y/N) `, 'y')
    await at.answers('Your address, or Enter for nobody: ', 'me@')
    await at.sees('me@')
    await at.answers('Your address, or Enter for nobody: ', 'me@example.com')
    await at.sees('Invited me@example.com until')
    expect(await at.end()).toBe(0)
    await play.tenant.hurryLimits(1e6)
    for (const secret of [management_token, ...(await called('invitations-admin')).map((app) => app.client_secret)])
      expect(at.screen).not.toContain(secret.slice(0, 24))
    expect(dotEnv(folder)).toContain(`INVITATIONS_CLIENT_ID=${(await called('Shop'))[0]?.client_id}\n`)
    expect(dotEnv(folder)).toContain('INVITATIONS_CONNECTION=Staff\n')
    expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600)
    expect(await play.tenant.outbox('me@example.com')).toHaveLength(1)
  })

  it('makes nothing after a no to the apps; after a no to the deploy, leaves .env and says how to go on', async () => {
    const { folder } = desk()
    const refused = await sitDown(folder)
    for (const [question, answer] of questions().slice(0, 2)) await refused.answers(question, answer)
    await refused.answers('Make them in localhost', 'n')
    await refused.sees('Cancelled. Nothing was done.')
    expect(await refused.end()).toBe(1)
    await play.tenant.hurryLimits(1e6)
    expect([readdirSync(folder), await called('invitations-admin')]).toEqual([[], []])

    const later = await sitDown(folder)
    for (const [question, answer] of questions().slice(0, 3)) await later.answers(question, answer)
    await later.answers('Deploy this into localhost', '')
    await later.sees('invitations.cjs deploy apply')
    expect(await later.end()).toBe(0)
    await play.tenant.hurryLimits(1e6)
    expect(existsSync(join(folder, '.env'))).toBe(true)
    expect(await boundTo(play.tenant, 'post-login')).toEqual([])
  })

  it('leaves nothing after Ctrl-C or Ctrl-D at any question, or something that the next run uses', async () => {
    const at = desk()
    for (const [index, [question]] of questions().entries()) {
      const stopped = await sitDown(at.folder)
      for (const [earlier, answer] of questions().slice(0, index)) {
        const isAsked = !existsSync(join(at.folder, '.env')) || !earlier.startsWith('Make')
        if (isAsked)
          await stopped.answers(
            earlier.replace(/: $/, ''),
            earlier.startsWith('Your') ? play.tenant.description.domain : answer,
          )
      }
      await stopped.sees(question.replace(/: $/, ''))
      stopped.types(index % 2 === 0 ? CTRL_C : CTRL_D)
      expect([question, await stopped.end()]).toEqual([question, 130])
      expect(stopped.screen).toMatch(/Run the same command again|To continue: .*invitations.cjs init/)
      expect(existsSync(join(at.folder, '.env'))).toBe(index > 2)
    }
    const next = await whole(at, '--deploy')
    expect([next.exitCode, next.stdout]).toEqual([0, expect.stringContaining('Nothing was changed')])
    expect(await called('invitations-admin')).toHaveLength(1)
  })
})
