// Rolls the library's types up into dist/library/index.d.ts, before the package is packed (prepack).
import { generateDtsBundle } from 'dts-bundle-generator'
import { writeFileSync } from 'node:fs'

const [types] = generateDtsBundle(
  [{ filePath: 'scripts/library/index.ts', output: { noBanner: true, exportReferencedTypes: false } }],
  { preferredConfigPath: 'scripts/library/tsconfig.json' },
)
// None of the SDK's types is part of ours: whoever uses the library need not have them checked.
if (/^import /m.test(types)) throw new Error('The types of the library are not complete in themselves.')
writeFileSync('dist/library/index.d.ts', types)
