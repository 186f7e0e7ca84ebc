import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  define: { PACKAGE_VERSION: '"test"' },
  test: {
    include: ['test/{unit,contract,e2e,browser}/**/*.test.ts'],
    exclude: process.env['SKIP_BROWSER'] === '1' ? ['test/browser/**'] : [],
    globalSetup: ['test/temporary-folder.ts', 'test/trust-local-tenant.ts', 'test/lent-tenants.ts'],
    reporters: ['default', ['json', { outputFile: 'dist/test-report.json' }]],
    pool: 'forks',
    isolate: false, // loading the modules again for each file would take a third of the time; no test leaves anything behind
    maxWorkers: 6, // the stories wait for other processes, too
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
