import { describe, expect, it } from 'vitest'
import * as deploying from '../../../../scripts/deployments/index.ts'
import { hostileValues } from '../../hostile-json.ts'

const { createDeployments, settingsFrom } = deploying

const settings = settingsFrom({
  AUTH0_DOMAIN: 'acme.eu.auth0.com',
  AUTH0_CLIENT_ID: 'id',
  AUTH0_CLIENT_SECRET: 'hush',
})
const surroundings = { fetch: () => Promise.reject(new Error('called')) }

describe('createDeployments', () => {
  it('and settingsFrom are all that is exported', () => {
    expect(Object.keys(deploying).sort()).toEqual(['createDeployments', 'settingsFrom'])
  })

  it('refuses settings that are not from settingsFrom, and surroundings of another type', () => {
    for (const value of [...hostileValues, { domain: 'acme.eu.auth0.com' }]) {
      const given = [value, surroundings]
      expect(() => void Reflect.apply(createDeployments, undefined, given)).toThrow(
        'The settings are not deploy settings.',
      )
    }
    for (const given of [{ fetch: 1 }, { environment: { PATH: 1 } }, { feetch: fetch }, null]) {
      const call = () => void Reflect.apply(createDeployments, undefined, [settings, given])
      expect(call).toThrow(expect.objectContaining({ code: 'usage' }))
    }
  })

  it.each([
    ['plan', { bindsFirst: 'yes' }, 'bindsFirst must be true or false, not "yes".'],
    ['plan', { without: ['guard', 'Guard'] }, 'without must be a list of guard and texts, not a list.'],
    ['apply', { dryrun: true }, 'There is no "dryrun" in the options of apply, only '],
    ['rollback', { to: 20260131 }, 'to must be text, not 20260131.'],
    ['remove', { force: 1 }, 'force must be true or false, not 1.'],
    ['credentials', { approve: true }, 'approve must be a function, not true.'],
  ] as const)('%s refuses %o before its first call', async (method, given: object, message) => {
    const failure: unknown = await createDeployments(settings, surroundings)
      [method](given)
      .catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'usage' })
    expect(String(failure)).toContain(message)
  })

  it('doctor names the setting that only it needs', async () => {
    await expect(createDeployments(settings, surroundings).doctor()).rejects.toMatchObject({
      code: 'settings_incomplete',
      message: 'One setting is missing: INVITATIONS_CLIENT_ID.',
    })
  })
})
