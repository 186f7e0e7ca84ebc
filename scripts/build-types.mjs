// Rolls the library's types up into one file, for import and for require, before the package is packed (prepack).
import { generateDtsBundle } from 'dts-bundle-generator'
import { renameSync, writeFileSync } from 'node:fs'

const [types] = generateDtsBundle(
  [{ filePath: 'scripts/invitations/index.ts', output: { noBanner: true, exportReferencedTypes: false } }],
  { preferredConfigPath: 'scripts/invitations/tsconfig.json' },
)
// None of the SDK's types is part of ours: whoever uses the library need not have them checked.
if (/^import /m.test(types)) throw new Error('The types of the library are not complete in themselves.')
for (const file of ['index.d.ts', 'index.d.cts']) {
  writeFileSync(`dist/library/${file}.${process.pid}`, types)
  renameSync(`dist/library/${file}.${process.pid}`, `dist/library/${file}`) // another test may be packing
}
