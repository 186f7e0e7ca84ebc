import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'

/** Which folders may import from which: docs/architecture.md draws it. Everything may import from itself. */
const arrows: Record<string, string[]> = {
  'actions/invitation': [],
  actions: ['actions/invitation'],
  'scripts/cli': ['scripts/commands', 'scripts/ground'],
  'scripts/commands': [
    ...['scripts/invitations', 'scripts/deployments', 'scripts/verify', 'scripts/desk', 'scripts/spreadsheet'],
    ...['scripts/preview', 'scripts/report', 'scripts/ground', 'actions/invitation'],
  ],
  'scripts/invitations': [
    ...['scripts/auth0', 'scripts/mail', 'scripts/spreadsheet', 'scripts/ground', 'actions/invitation'],
  ],
  'scripts/deployments': [
    ...['scripts/auth0', 'scripts/mail', 'scripts/ground', 'actions/invitation'],
    ...['npm:auth0-deploy-cli', 'npm:esbuild', 'npm:diff', 'npm:liquidjs'],
  ],
  'scripts/desk': [
    ...['scripts/invitations', 'scripts/deployments', 'scripts/spreadsheet', 'scripts/preview', 'scripts/report'],
    ...['scripts/ground', 'actions/invitation', 'npm:hono', 'npm:@hono/node-server'],
  ],
  'scripts/report': ['scripts/invitations', 'scripts/ground'],
  'scripts/spreadsheet': ['scripts/ground', 'actions/invitation', 'npm:csv-parse', 'npm:hucre'],
  'scripts/preview': [
    ...['scripts/ground', 'actions/invitation', 'npm:liquidjs', 'npm:htmlparser2', 'npm:@jsx-email/doiuse-email'],
  ],
  'scripts/verify': [
    ...['scripts/invitations', 'scripts/deployments', 'scripts/auth0', 'scripts/ground', 'actions/invitation'],
    ...['npm:openid-client', 'npm:playwright-core'],
  ],
  'scripts/mail': ['actions/invitation'],
  'scripts/auth0': ['scripts/ground', 'actions/invitation', 'npm:auth0', 'npm:undici'],
  'scripts/ground': ['actions/invitation'],
  'test/emulator': ['npm:ajv', 'npm:hono', 'npm:@hono/node-server', 'npm:jose', 'npm:liquidjs', 'npm:selfsigned'],
}

/** Unit tests that check a rule for a folder or everything; every other is named like the file that it tests. */
const ofAWholeRoom = [
  ...['docs', 'flags', 'git-ignored', 'machine-clock', 'security', 'settings-page', 'structure', 'voice', 'workflows'],
  ...['actions/any-account', 'actions/any-account-event', 'scripts/ground/settings/settings-typos'],
  ...['scripts/invitations/exports', 'scripts/invitations/orders'],
  ...['tenant/mail-button', 'tenant/mails', 'tenant/reset-email', 'tenant/reset-email-hostile'],
].map((name) => `test/unit/${name}.test.ts`)

/** An Action's file says its trigger, too. */
function triggerOf(file: string): string {
  return /^actions\/[\w-]+(\.[\w-]+)\.ts$/.exec(file)?.[1] ?? ''
}

interface Import {
  file: string
  room: string
  target: string
  /** If the target is not a package. */
  path?: string
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => file.endsWith('.ts'))
}

/** The innermost folder of `arrows` that holds the file. */
function roomOf(file: string): string {
  const rooms = Object.keys(arrows).filter((room) => file.startsWith(`${room}/`))
  return rooms.sort((a, b) => b.length - a.length)[0] ?? dirname(file)
}

function importsOf(file: string): Import[] {
  const source = readFileSync(file, 'utf8')
  const names = [...source.matchAll(/(?:from |import\(|import )'([^']+)'/g)].map(([, name = '']) => name)
  return names.flatMap((name) => {
    if (name.startsWith('node:')) return []
    if (name.startsWith('.')) {
      const path = relative('.', join(dirname(file), name))
      return { file, room: roomOf(file), target: roomOf(path), path }
    }
    const [scopeOrName = '', rest = ''] = name.split('/')
    return {
      file,
      room: roomOf(file),
      target: `npm:${scopeOrName.startsWith('@') ? `${scopeOrName}/${rest}` : scopeOrName}`,
    }
  })
}

/** The files that import themselves in a circle, including imports of types. */
function circlesOf(files: string[]): string[] {
  const left = new Map(files.map((file) => [file, importsOf(file).flatMap(({ path }) => path ?? [])]))
  for (let before = Infinity; left.size < before;) {
    before = left.size
    const imported = new Set([...left.values()].flat())
    for (const [file, paths] of left) {
      if (!imported.has(file) || !paths.some((path) => left.has(path))) left.delete(file)
    }
  }
  return [...left.keys()]
}

const sources = ['actions', 'scripts', 'test/emulator'].flatMap(sourcesIn)

describe('the structure', () => {
  it('gives every command one way to its tenant, so that all calls of a run take turns', () => {
    const others = sourcesIn('scripts/commands').filter(
      (file) =>
        !file.endsWith('/at-tenant.ts') &&
        /\b(tenantApi|createInvitations|createDeployments)\(/.test(readFileSync(file, 'utf8')),
    )
    expect(others).toEqual([])
  })

  it('lets commands and the desk import only createDeployments and what tenant/ declares, not how a deploy works', () => {
    const others = ['scripts/commands', 'scripts/desk']
      .flatMap(sourcesIn)
      .flatMap(importsOf)
      .filter(({ target, path = '' }) => target === 'scripts/deployments' && !/\/(index|declared\/\w+)\.ts$/.test(path))
    expect(others).toEqual([])
  })

  it('has imports only along the arrows', () => {
    const strays = sources
      .flatMap(importsOf)
      .filter(({ room, target }) => target !== room && !arrows[room]?.includes(target))
      .map(({ file, target }) => `${file} imports ${target}`)
    expect(strays).toEqual([])
  })

  it('has no circle of imports, not even of types, in the product or the local tenant', () => {
    expect(circlesOf(sources)).toEqual([])
  })

  it('has each unit test in the same place as the file that it tests', () => {
    const strays = sourcesIn('test/unit')
      .filter((file) => file.endsWith('.test.ts') && !ofAWholeRoom.includes(file))
      .map((file) => file.slice('test/unit/'.length, -'.test.ts'.length))
      .filter(
        (path) => !sources.some((file) => file.replace(/^test\//, '').replace(triggerOf(file), '') === `${path}.ts`),
      )
    expect(strays).toEqual([])
  })

  it('keeps clock, chance and console out of the domain', () => {
    for (const file of sourcesIn('actions/invitation')) {
      const source = readFileSync(file, 'utf8')
      expect(source, file).not.toMatch(/new Date\(\)|Date\.now|Math\.random|console\.|process\.|crypto/)
    }
  })

  it('lets only the program read and end the process; the libraries read which proxy there is', () => {
    const readers = sourcesIn('scripts').filter((file) =>
      /\bprocess\.(env|argv|exit|std|cwd|on|kill)/.test(readFileSync(file, 'utf8')),
    )
    expect(readers.sort()).toEqual([
      ...['scripts/cli/main.ts', 'scripts/deployments/surroundings.ts', 'scripts/invitations/surroundings.ts'],
    ])
  })

  it('has paths of Auth0’s APIs and clients of the SDK only in scripts/auth0', () => {
    const resources =
      'actions|attack-protection|client-grants|clients|connections|custom-domains|device-credentials|email-templates|emails|grants|jobs|logs|organizations|prompts|roles|rules|tenants|tickets|users|users-by-email'
    const path = new RegExp(
      String.raw`['"\`][^'"\`\s]*(?:api/v2/|dbconnections|oauth/(?:token|revoke)|passwordless/)|['"\`/](?:${resources})(?:\?|/\$\{|/[\w-]+\?)[^'"\`\n]*`,
      'g',
    )
    const named = sourcesIn('scripts')
      .filter((file) => !file.startsWith('scripts/auth0/'))
      .flatMap((file) => {
        const code = readFileSync(file, 'utf8').replace(/^ *(?:\/\*\*|\*|\/\/).*$/gm, '')
        return [...(code.match(path) ?? []), ...(code.match(/from 'auth0\/.*'/g) ?? [])].map(
          (found) => `${file}: ${found}`,
        )
      })
    // A file of tenant/ is in a folder named like its resource; the audience of the Management API looks like an address.
    const others = named.filter((found) => !/\.json$|code\.js$/.test(found))
    expect(others).toEqual(['scripts/ground/settings/tenant-settings.ts: `https://${domain}/api/v2/'])
  })

  it('makes all clients of the SDK in tenant-api.ts, where they check ids', () => {
    const files = sourcesIn('scripts').map((file) => ({ file, source: readFileSync(file, 'utf8') }))
    expect(files.filter(({ source }) => /new \w*Client\(/.test(source)).map(({ file }) => file)).toEqual([])
    const made = files.flatMap(({ file, source }) =>
      (source.match(/.*\bnew Kind\(.*/g) ?? []).map((line) => ({ file, line })),
    )
    expect(made).toEqual([
      { file: 'scripts/auth0/tenant-api.ts', line: expect.stringContaining('withCheckedIds(new Kind(') as string },
    ])
    expect(files.flatMap(({ source }) => source.match(/\.client\(\w+Client\)/g) ?? []).length).toBeGreaterThan(20)
  })

  it('writes to the disk only in scripts/ground/disk', () => {
    const reading = ['createReadStream', 'existsSync', 'readdirSync', 'readFileSync', 'statSync']
    const writers = sourcesIn('scripts')
      .filter((file) => !file.startsWith('scripts/ground/disk/'))
      .filter((file) => {
        const source = readFileSync(file, 'utf8')
        const mentions = [
          ...source.matchAll(
            /['"`](?:node:fs(?:\/promises)?|fs\/promises)['"`]|(?:from|require\(|import\() *['"`]fs['"`]/g,
          ),
        ].length
        const named = [...source.matchAll(/^import \{([^}]*)\} from 'node:fs'$/gm)]
        const names = named.flatMap(([, list = '']) => list.split(',').map((name) => name.trim()))
        return mentions !== named.length || names.some((name) => !reading.includes(name))
      })
    expect(writers).toEqual([])
  })

  it('has the words of commands to paste in one place', () => {
    const names = 'invite|import|show|list|report|export|requests|resend|remind|reconcile|revoke|deploy|doctor|preview'
    const command = `\\binvitations (?:${names}|completion|(?:\\w+ )*--help)\\b`
    const wording = (folder: (file: string) => boolean, pattern: string) =>
      sourcesIn('scripts')
        .filter((file) => folder(file) && file !== 'scripts/ground/next-step.ts')
        .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
        .filter((line) => !/^\s*[*/]/.test(line) && new RegExp(pattern).test(line))
    const isProgram = (file: string) => /^scripts\/(?:commands|cli)\//.test(file)
    expect(wording((file) => !isProgram(file), command)).toEqual([])
    expect(wording(isProgram, `${command}[^\`]*\\$\\{`)).toEqual([])
  })

  it('has no file of more than 300 lines', () => {
    const long = [...sources, ...sourcesIn('test')].filter(
      (file) => readFileSync(file, 'utf8').split('\n').length > 300,
    )
    expect(long).toEqual([])
  })

  it('has no download addresses in the lock file', () => {
    expect(readFileSync('package-lock.json', 'utf8')).not.toContain('"resolved"')
  })

  it('has a reason in README for every dependency', () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, object>
    const readme = readFileSync('README.md', 'utf8')
    for (const name of Object.keys({ ...dependencies, ...devDependencies })) expect(readme).toContain(`\`${name}\``)
  })
})
