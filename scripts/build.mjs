// Builds the programs into dist/, each to one file: `npm ci` runs it (prepare).
import { build } from 'esbuild'
import { readFileSync } from 'node:fs'

const { version } = JSON.parse(readFileSync('package.json', 'utf8'))

await build({
  entryPoints: {
    invitations: 'scripts/invitations.ts',
    tenant: 'test/emulator/main.ts',
    'action-process': 'test/emulator/actions/action-process.ts',
    demo: 'test/demo.ts',
    bench: 'test/bench.ts',
  },
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  mainFields: ['module', 'main'],
  external: ['esbuild', 'auth0-deploy-cli'],
  define: { PACKAGE_VERSION: JSON.stringify(version) },
  // Some bundled libraries are CommonJS and call require for Node's own modules.
  banner: {
    js: `import { createRequire as requireOf } from 'node:module'\nconst require = requireOf(import.meta.url)`,
  },
  logLevel: 'warning',
})
