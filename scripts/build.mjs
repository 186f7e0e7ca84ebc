// Builds the programs into dist/. `npm ci` runs it (prepare).
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'

const { build } = await import('esbuild').catch((failure) => {
  if (failure.code !== 'ERR_MODULE_NOT_FOUND') throw failure
  console.error(
    'What builds the program is a development dependency, and it is not installed. Run npm ci, without --omit=dev.',
  )
  process.exit(1)
})

const { version, engines } = JSON.parse(readFileSync('package.json', 'utf8'))

const common = {
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  external: ['esbuild', 'auth0-deploy-cli', 'playwright-core'],
  define: { PACKAGE_VERSION: JSON.stringify(version), NODE_NEEDED: JSON.stringify(engines.node) },
  logLevel: 'warning',
}

/**
 * What is built into separate files, to be loaded on demand. Parsing the SDK would make --help half as slow again as
 * Node's own start. What preview knows about mail programs takes a megabyte, the proxy code half of one. Few commands
 * read an .xlsx, the desk opens before the code that serves it is loaded, and only one command plays an app.
 */
const loadedOnCall = (folder) => ({
  name: 'loaded-on-call',
  setup({ onResolve }) {
    onResolve(
      { filter: /\/(commands|preview|xlsx)\/index\.ts$|\/(proxy-agent|desk-first|desk-server|trial-app)\.ts$/ },
      ({ kind, path }) => {
        const [, file] = /([\w-]+)(?:\/index)?\.ts$/.exec(path)
        return kind === 'entry-point' ? undefined : { path: `${folder}/${file}.cjs`, external: true }
      },
    )
  },
})

/** Makes an error of one entry point an InvitationsError of every other. */
const oneInvitationsError = {
  name: 'one-invitations-error',
  setup({ onResolve }) {
    onResolve({ filter: /\/errors\.ts$/ }, ({ kind, path, resolveDir }) =>
      kind !== 'entry-point' && resolve(resolveDir, path) === resolve('scripts/ground/errors.ts')
        ? { path: './errors.cjs', external: true }
        : undefined,
    )
  },
}

/** What a CommonJS entry point needs to find files next to it. */
const importMetaUrl = {
  define: { ...common.define, 'import.meta.url': 'importMetaUrl' },
  banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href" },
}

await Promise.all([
  build({
    ...common,
    entryPoints: {
      invitations: 'scripts/cli/main.ts',
      program: 'scripts/cli/program.ts', // for tests, which run it in their own process
      commands: 'scripts/commands/index.ts',
      'desk-first': 'scripts/commands/desk-first.ts',
      preview: 'scripts/preview/index.ts',
      xlsx: 'scripts/spreadsheet/xlsx/index.ts',
      'desk-server': 'scripts/desk/desk-server.ts',
      'trial-app': 'scripts/verify/trial-app.ts',
    },
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    plugins: [loadedOnCall('.')],
    supported: { 'dynamic-import': false }, // require is already there; the loader for import would have to start first
    ...importMetaUrl,
    minifyWhitespace: true,
    minifySyntax: true,
  }),
  build({
    ...common,
    entryPoints: { 'proxy-agent': 'scripts/auth0/fetch/proxy-agent.ts' },
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    minify: true, // nearly all of it is undici
  }),
  build({
    ...common,
    entryPoints: {
      'library/index': 'scripts/invitations/index.ts',
      'library/deployments': 'scripts/deployments/index.ts',
      'library/desk': 'scripts/desk/index.ts',
      'library/errors': 'scripts/ground/errors.ts',
    },
    format: 'cjs',
    plugins: [loadedOnCall('..'), oneInvitationsError],
    ...importMetaUrl,
    supported: { 'dynamic-import': false }, // Jest does not support it in CommonJS
    outExtension: { '.js': '.cjs' },
    minifyWhitespace: true,
    minifySyntax: true,
  }),
  build({
    ...common,
    entryPoints: {
      tenant: 'test/emulator/main.ts',
      'action-process': 'test/emulator/actions/action-process.ts',
      demo: 'test/demo.ts',
      bench: 'test/bench.ts',
      'empty-server': 'test/bench/empty-server.ts',
      'tenants-process': 'test/tenants-process.ts',
    },
    format: 'esm',
    // Some bundled libraries are CommonJS and call require for Node's own modules.
    banner: {
      js: `import { createRequire as requireOf } from 'node:module'\nconst require = requireOf(import.meta.url)`,
    },
  }),
])

// The library exists only once, however it is loaded. With two copies, an error of one would not be an InvitationsError
// of the other (https://nodejs.org/docs/latest-v24.x/api/packages.html#dual-package-hazard).
for (const entry of ['index', 'deployments', 'desk']) {
  const names = Object.keys(createRequire(import.meta.url)(`../dist/library/${entry}.cjs`))
  writeFileSync(`dist/library/${entry}.js`, `export { ${names.join(', ')} } from './${entry}.cjs'\n`)
}
