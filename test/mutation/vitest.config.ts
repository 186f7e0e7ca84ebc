import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** The tests that may notice a break in actions/: their own unit tests, which need no tenant. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  define: { PACKAGE_VERSION: '"test"' },
  test: { include: ['test/unit/actions/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
})
