// Bundles the types of each entry point into one file, for import and for require, before the package is packed
// (prepack).
import { generateDtsBundle } from 'dts-bundle-generator'
import { renameSync, writeFileSync } from 'node:fs'

const entries = {
  index: 'scripts/invitations/index.ts',
  deployments: 'scripts/deployments/index.ts',
  desk: 'scripts/desk/index.ts',
}
const rolledUp = generateDtsBundle(
  Object.values(entries).map((filePath) => ({ filePath, output: { noBanner: true, exportReferencedTypes: false } })),
  { preferredConfigPath: 'scripts/types.tsconfig.json' },
)
for (const [index, entry] of Object.keys(entries).entries()) {
  const types = rolledUp[index]
  // Our types must not depend on the SDK's, so that users of the library need not check those.
  if (/^import /m.test(types)) throw new Error(`The types of ${entry} are not complete in themselves.`)
  for (const file of [`${entry}.d.ts`, `${entry}.d.cts`]) {
    writeFileSync(`dist/library/${file}.${process.pid}`, types)
    renameSync(`dist/library/${file}.${process.pid}`, `dist/library/${file}`) // another test may be packing
  }
}
