import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { madeFrom } from '../../../../../scripts/deployments/planning/made-from.ts'
import { readDeploySettings } from '../../../../../scripts/ground/settings/deploy-settings.ts'
import { markOfThisProcess } from '../../../../../scripts/ground/disk/left-behind.ts'

const settings = readDeploySettings({
  ...{ AUTH0_DOMAIN: 'acme.eu.auth0.com', AUTH0_ACCESS_TOKEN: 'token', INVITATIONS_CLIENT_ID: 'app' },
})

it('a plan is made from what tenant/ deploys, not from settings, apps, or files that another deploy is writing', () => {
  const tenant = mkdtempSync(join(tmpdir(), 'made-from-'))
  try {
    const code = join('actions', 'accept-invitation', 'code.js')
    for (const file of [
      code,
      `${code}.${markOfThisProcess()}.part`,
      join('env', 'dev.json'),
      join('clients', 'a.json'),
    ]) {
      mkdirSync(join(tenant, dirname(file)), { recursive: true })
      writeFileSync(join(tenant, file), 'x')
    }
    expect(madeFrom(tenant, settings, {}, {}).sources).toEqual({ 'actions/ (accept-invitation)': 'x' })
  } finally {
    rmSync(tenant, { recursive: true })
  }
})
