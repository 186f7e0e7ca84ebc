import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { readCredentials } from '../../../../../scripts/deployments/credentials.ts'
import { readDesired, readNames } from '../../../../../scripts/deployments/declared/desired.ts'
import { readDeploySettings } from '../../../../../scripts/ground/settings/deploy-settings.ts'
import { noLandings } from '../../../../../actions/invitation/landings.ts'

const settings = readDeploySettings({ AUTH0_DOMAIN: 'acme.eu.auth0.com', AUTH0_ACCESS_TOKEN: 'token' })
const audience = 'https://acme.eu.auth0.com/api/v2/'
let folder: string

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'declared-')), 'tenant')
  cpSync('tenant', folder, { recursive: true })
})

/** Everything that a deploy and the doctor read of tenant/. */
function readAll(): void {
  readDesired(folder, settings, noLandings)
  readNames(folder, settings)
  readCredentials(folder, audience)
}

function change(file: string, before: string | RegExp, after: string): void {
  const path = join(folder, file)
  const content = readFileSync(path, 'utf8')
  const changed = content.replace(before, after)
  expect(changed).not.toBe(content)
  writeFileSync(path, changed)
}

describe('a changed file of tenant/', () => {
  it.each([
    ['actions/accept-invitation.json', '"node22"', '22', 'must have a string at runtime'],
    ['actions/accept-invitation.json', '[]', '["lodash"]', 'must have an object at dependencies[0]'],
    [
      'actions/guard-invitation-link.json',
      '"deployed": true',
      '"deployed": "yes"',
      'must have true or false at deployed',
    ],
    [
      'triggers/triggers.json',
      '"action_name"',
      '"name"',
      'must have a string at password-reset-post-challenge[0].action_name',
    ],
    ['triggers/triggers.json', /^[^]*$/, '[]', 'does not contain an object'],
    [
      'prompts/custom-text.json',
      /"title": "[^"]*"/,
      '"title": 1',
      'must have a string at ar.reset-password.reset-password.title',
    ],
    ['emails/reset_email.json', /"subject": ".*"/, '"subject": null', 'must have a string at subject'],
    ['emails/reset_email.json', '"enabled": true', '"enabled": "true"', 'must have true or false at enabled'],
    ['clients/invitations-plan.json', '"name"', '"nme"', 'must have a string at name'],
    ['grants/invitations-plan.json', /\[[^]*\]/, '"read:actions"', 'must have a list at scope'],
  ])('is refused with its name and the place in it: %s, %s becomes %s', (file, before, after, what) => {
    change(file, before, after)
    expect(readAll).toThrow(
      expect.objectContaining({
        code: 'unreadable_file',
        message: expect.stringMatching(`^${join(folder, file)} ${what.replace(/[[\]]/g, '\\$&')}\\.`) as string,
      }),
    )
  })

  it('is refused if it is no longer JSON', () => {
    change('triggers/triggers.json', ',', '')
    expect(readAll).toThrow(/triggers\.json is not JSON: /)
  })

  it('keeps unknown fields of Auth0’s', () => {
    change(
      'clients/invitations-plan.json',
      '"oidc_conformant": true',
      '"oidc_conformant": true, "is_first_party": true',
    )
    const client = readCredentials(folder, audience).find(({ name }) => name === 'invitations-plan')?.client
    expect(client).toMatchObject({ name: 'invitations-plan', app_type: 'non_interactive', is_first_party: true })
  })
})
