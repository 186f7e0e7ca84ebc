// Writes the library's reference, docs/reference/, from the docstrings in the package's types. Run by `npm run
// reference` after scripts/build-types.mjs. With two folders, `node scripts/build-reference.mjs TYPES INTO`, it writes
// elsewhere.
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Application } from 'typedoc'
import { load as markdown } from 'typedoc-plugin-markdown'

const [types = 'dist/library', into = 'docs/reference'] = process.argv.slice(2)

/** The entry points of the package: their file, the name they are imported by, and their page. */
const entries = [
  ['index', 'auth0-invitations', 'library'],
  ['deployments', 'auth0-invitations/deployments', 'deployments'],
  ['desk', 'auth0-invitations/desk', 'desk'],
]

const folder = mkdtempSync(join(tmpdir(), 'reference-'))
try {
  writeFileSync(join(folder, 'package.json'), '{ "name": "auth0-invitations", "type": "module" }')
  const compilerOptions = { module: 'nodenext', lib: ['es2023', 'dom'], strict: true, types: [] }
  const tsconfig = join(folder, 'tsconfig.json')
  writeFileSync(tsconfig, JSON.stringify({ compilerOptions, files: entries.map(([file]) => `${file}.d.ts`) }))
  for (const [file] of entries) copyFileSync(join(types, `${file}.d.ts`), join(folder, `${file}.d.ts`))
  mkdirSync(into, { recursive: true })
  for (const [file, name, page] of entries) {
    const out = join(folder, page)
    const application = await Application.bootstrapWithPlugins({
      ...{ tsconfig, out, entryPoints: [join(folder, `${file}.d.ts`)], basePath: folder, name: `\`${name}\`` },
      plugin: [markdown],
      ...{ outputFileStrategy: 'modules', hidePageHeader: true, hideBreadcrumbs: true, readme: 'none' },
      ...{ disableSources: true, excludeExternals: true, excludePrivate: true, logLevel: 'Error' },
      ...{ parametersFormat: 'table', interfacePropertiesFormat: 'table', useCodeBlocks: true },
    })
    const project = await application.convert()
    if (project === undefined) throw new Error(`The types of ${name} cannot be read.`)
    await application.generateOutputs(project)
    writeFileSync(join(into, `${page}.md`), readFileSync(join(out, 'README.md')))
  }
} finally {
  rmSync(folder, { recursive: true })
}
