import { describe, expect, it } from 'vitest'
import { howCalled } from '../../../../scripts/ground/called-as.ts'

const byNpm = { npm_config_user_agent: 'npm/11.0.0 node/v22.12.0 linux x64' }
const repository = { npm_lifecycle_script: 'node dist/invitations.cjs', ...byNpm }
const folder = '/home/ada/invitations'
const built = `${folder}/dist/invitations.cjs`
const linked = `${folder}/node_modules/.bin/auth0-invitations`

describe('the name that the program was called by', () => {
  it.each([
    ['npm run -s invitations --', { environment: repository, file: built, folder }],
    ['npm run -s invitations --', { environment: { ...repository, INIT_CWD: `${folder}/docs` }, file: built, folder }],
    [
      'npm run -s invitations --',
      {
        environment: { ...repository, npm_lifecycle_script: 'node dist/invitations.cjs deploy apply' },
        file: built,
        folder,
      },
    ],
    [
      `npm --prefix ${folder} run -s invitations --`,
      { environment: { ...repository, INIT_CWD: '/home/ada' }, file: built, folder },
    ],
    ['node dist/invitations.cjs', { environment: {}, file: built, folder }],
    ['node dist/invitations.cjs', { environment: { ...byNpm, npm_lifecycle_script: 'vitest' }, file: built, folder }],
    [
      "node 'my clone/dist/invitations.cjs'",
      { environment: {}, file: '/home/my clone/dist/invitations.cjs', folder: '/home' },
    ],
    ['npx auth0-invitations', { environment: { ...byNpm, npm_lifecycle_event: 'npx' }, file: linked, folder }],
    ['npx auth0-invitations', { environment: { ...byNpm, npm_lifecycle_event: 'nightly' }, file: linked, folder }],
    ['npx auth0-invitations', { environment: {}, file: linked, folder }],
    ['auth0-invitations', { environment: {}, file: '/usr/local/bin/auth0-invitations', folder }],
    [
      'auth0-invitations',
      { environment: {}, file: '/usr/lib/node_modules/auth0-invitations/dist/invitations.cjs', folder },
    ],
  ])('%s', (words, started) => {
    expect(howCalled(started)).toBe(words)
  })
})
