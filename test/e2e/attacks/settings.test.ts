import { beforeAll, describe, expect, it } from 'vitest'
import { writesTo } from '../deployed.ts'
import { errorIn, objects } from '../stage.ts'
import { password, scene } from './scene.ts'

// Settings that are slightly wrong, and who would get in because of them. Each story sets Auth0's time; the machine's
// clock is ahead of it or behind it, as an administrator's may be.

const required = {
  INVITATIONS_REQUIRE: 'on',
  INVITATIONS_REQUIRED_SINCE: '2027-06-01T12:00:00Z',
  INVITATIONS_ALLOWED_DOMAINS: 'acme.example',
}
const at = scene()
const deploy = (settings: Record<string, string>) => at.invitations(['deploy', 'apply', '--yes', '--json'], settings)
/** Whether the password gets them in. No page is used: the app that checks tokens uses the machine's clock. */
const getsIn = async (email: string): Promise<boolean> => {
  const { status } = await at.exchange({ grant_type: 'password', username: email, password, scope: 'openid' })
  return status === 200
}
const isTime = (instant: string) => at.tenant.setClock(new Date(instant))

beforeAll(async () => {
  await isTime('2027-06-01T12:00:00Z')
  await at.tenant.forgetRequests()
})

describe('Since when invitations are required', () => {
  it('local time that is written as if it were UTC, or a year too late: the deploy is refused, nothing is written', async () => {
    for (const since of ['2027-06-01T14:00:00Z', '2062-06-01T12:00:00Z']) {
      const ended = await deploy({ ...required, INVITATIONS_REQUIRED_SINCE: since })
      expect(ended.exitCode).toBe(2)
      expect(errorIn(ended).message).toContain(`INVITATIONS_REQUIRED_SINCE: ${since} is`)
      expect(errorIn(ended).message).toContain('Everyone who signs up until then would get in')
      const found = objects(
        await at.invitations(['doctor', '--json'], { ...required, INVITATIONS_REQUIRED_SINCE: since }),
      )
      expect(found.map(({ code }) => code)).toContain('required_since_in_future')
    }
    expect(await writesTo(at.tenant)).toEqual([])
  })

  it('an instant without a time zone, or a day that does not exist: refused before the first call', async () => {
    await at.tenant.forgetRequests()
    for (const since of ['2027-06-01T12:00:00', '2027-02-30T12:00:00Z', '2027-06-01']) {
      const ended = await deploy({ ...required, INVITATIONS_REQUIRED_SINCE: since })
      expect(errorIn(ended)).toMatchObject({ code: 'settings_incomplete' })
      expect(errorIn(ended).message).toContain(`"${since}"`)
    }
    expect(await at.tenant.requests()).toEqual([])
  })

  it('a later instant at a later deploy: people who signed up in between do not get in', async () => {
    await isTime('2026-03-01T00:00:00Z')
    const first = { ...required, INVITATIONS_REQUIRED_SINCE: '2026-02-01T00:00:00Z' }
    expect((await deploy(first)).exitCode).toBe(0)
    expect((await at.signUp('between@acme.example')).status).toBe(200)
    await isTime('2026-07-01T00:00:00Z')
    const later = { ...required, INVITATIONS_REQUIRED_SINCE: '2026-06-01T00:00:00Z' }
    const ended = await at.invitations(['deploy', 'apply', '--yes'], later)
    expect(ended.exitCode).toBe(0)
    expect(ended.stdout).toContain('Accounts made before 2026-02-01T00:00:00Z (')
    expect(ended.stdout).toContain('INVITATIONS_REQUIRED_SINCE says 2026-06-01T00:00:00Z, but')
    expect(await getsIn('between@acme.example')).toBe(false)
    expect((await at.invitations(['deploy', 'plan'], later)).exitCode).toBe(0)
    const found = objects(await at.invitations(['doctor', '--json'], later))
    expect(found.map(({ code }) => code)).toContain('required_since_overruled')
  })

  it('a new instant, after invitations were not required for a while: people who signed up meanwhile stay in', async () => {
    expect((await deploy({ INVITATIONS_REQUIRE: 'off' })).exitCode).toBe(0)
    expect((await at.signUp('meanwhile@example.com')).status).toBe(200)
    await at.tenant.advance(60)
    const again = { ...required, INVITATIONS_REQUIRED_SINCE: '2026-07-01T00:00:30Z' }
    expect((await deploy(again)).exitCode).toBe(0)
    expect(await getsIn('meanwhile@example.com')).toBe(true)
    expect((await at.signUp('after@example.com')).status).toBe(400)
  })
})

describe('An allowed domain', () => {
  it('an address at it that somebody else signs up with: refused until it is verified, even if the domain is no longer allowed', async () => {
    await at.tenant.advance(60)
    const email = 'boss@acme.example'
    expect((await at.signUp(email)).status).toBe(200)
    expect(await getsIn(email)).toBe(false)
    const { INVITATIONS_ALLOWED_DOMAINS: _, ...none } = required
    expect((await deploy({ ...none, INVITATIONS_REQUIRED_SINCE: '2026-07-01T00:00:30Z' })).exitCode).toBe(0)
    expect(await getsIn(email)).toBe(false)
    await at.change(email, { email_verified: true })
    expect(await getsIn(email)).toBe(true)
  })

  it('a mail provider that everybody uses: the plan and the doctor say that anybody gets in', async () => {
    const open = { ...required, INVITATIONS_ALLOWED_DOMAINS: 'acme.example, gmail.com' }
    const settings = { ...open, INVITATIONS_REQUIRED_SINCE: '2026-06-01T00:00:00Z' }
    const { stderr } = await at.invitations(['deploy', 'plan'], settings)
    expect(stderr).toContain('gmail.com. Anyone can get an address there')
    const found = objects(await at.invitations(['doctor', '--json'], settings))
    expect(found.map(({ code }) => code)).toContain('setting_doubtful')
  })
})

describe('A setting whose name is misspelt', () => {
  it('is not ignored: the deploy is refused, and names the right one', async () => {
    const { INVITATIONS_REQUIRE: _, ...others } = required
    for (const name of ['INVITATION_REQUIRE', 'INVITATIONS_REQUIRED', 'INVITATIONS_REQIURE', 'invitations_require']) {
      const ended = await deploy({ ...others, [name]: 'on' })
      expect(errorIn(ended)).toMatchObject({ code: 'settings_incomplete' })
      expect(errorIn(ended).message).toContain(`${name}: there is no such setting. Did you mean INVITATIONS_REQUIRE?`)
    }
  })
})
