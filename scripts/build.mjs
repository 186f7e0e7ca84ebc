// Builds the programs into dist/: `npm ci` runs it (prepare).
import { build } from 'esbuild'
import { readFileSync } from 'node:fs'

const { version } = JSON.parse(readFileSync('package.json', 'utf8'))

const common = {
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  external: ['esbuild', 'auth0-deploy-cli'],
  define: { PACKAGE_VERSION: JSON.stringify(version) },
  logLevel: 'warning',
}

/**
 * Files of their own: parsing the SDK would make --help half as slow again as Node's own start, and what preview knows of
 * mail programs takes a megabyte.
 */
const loadedOnCall = {
  name: 'loaded-on-call',
  setup({ onResolve }) {
    onResolve({ filter: /\/(commands|preview)\/index\.ts$/ }, ({ kind, path }) => {
      const file = path.split('/').at(-2)
      return kind === 'entry-point' ? undefined : { path: `./${file}.cjs`, external: true }
    })
  },
}

await Promise.all([
  build({
    ...common,
    entryPoints: {
      invitations: 'scripts/invitations.ts',
      program: 'scripts/program.ts', // for tests, which run it in their own process
      commands: 'scripts/commands/index.ts',
      preview: 'scripts/preview/index.ts',
    },
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    plugins: [loadedOnCall],
    supported: { 'dynamic-import': false }, // require is there already; the loader for import would have to start first
    define: { ...common.define, 'import.meta.url': 'importMetaUrl' },
    banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href" },
    minifyWhitespace: true,
    minifySyntax: true,
  }),
  build({
    ...common,
    entryPoints: { 'library/index': 'scripts/library/index.ts' },
    format: 'esm',
  }),
  build({
    ...common,
    entryPoints: {
      tenant: 'test/emulator/main.ts',
      'action-process': 'test/emulator/actions/action-process.ts',
      demo: 'test/demo.ts',
      bench: 'test/bench.ts',
      'empty-server': 'test/bench/empty-server.ts',
    },
    format: 'esm',
    // Some bundled libraries are CommonJS and call require for Node's own modules.
    banner: {
      js: `import { createRequire as requireOf } from 'node:module'\nconst require = requireOf(import.meta.url)`,
    },
  }),
])
