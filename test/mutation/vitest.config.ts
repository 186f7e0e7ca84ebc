import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** What may notice that actions/ was broken: their own unit tests, which need no tenant. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  define: { PACKAGE_VERSION: '"test"' },
  test: { include: ['test/unit/actions/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
})
