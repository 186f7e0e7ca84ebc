import { ACTION_RUNTIME } from '../../auth0/limits.ts'
import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { folderFor, replaceFile } from '../../ground/disk/unfinished.ts'
import { projectFolder, projectVersion } from './project.ts'
import { BUILT_BY_US } from '../deployed/seal.ts'

/** An Action's source: `<Action name>.<trigger id>.ts`. */
export interface ActionSource {
  file: string
  name: string
  trigger: string
}

/** The Actions in actions/, found by their file names. */
export function actionSources(project = projectFolder()): ActionSource[] {
  return readdirSync(join(project, 'actions')).flatMap((file) => {
    if (file.endsWith('.d.ts')) return []
    const [, name, trigger] = /^([a-z-]+)\.([a-z-]+)\.ts$/.exec(file) ?? []
    return name === undefined || trigger === undefined ? [] : [{ file, name, trigger }]
  })
}

/**
 * Builds every Action to tenant/actions/<name>/code.js, readable in the dashboard: one file, no dependencies, not
 * minified. Auth0 runs CommonJS. Two thirds of esbuild's own CommonJS output would be helpers, so this takes its ESM
 * output and rewrites the export list.
 * @param wanted names of the Actions; default: all
 * @returns the size of each bundle in bytes
 */
export async function bundleActions(project = projectFolder(), wanted?: string[]): Promise<Record<string, number>> {
  const sources = actionSources(project).filter(({ name }) => wanted?.includes(name) !== false)
  const bundles = await bundle(
    project,
    sources.map(({ file }) => file),
  )
  const sizes: Record<string, number> = {}
  for (const { file, name } of sources) {
    const banner = `// ${name} ${projectVersion()}, ${BUILT_BY_US}. Change its source, not this: a deploy replaces it.\n`
    const code = banner + toCommonJs(bundles.get(file) ?? '').replace(/^\/\/ actions\//gm, '// ')
    const target = join(project, 'tenant', 'actions', name, 'code.js')
    folderFor(target)
    replaceFile(target, code)
    sizes[name] = Buffer.byteLength(code)
  }
  return sizes
}

/** Builds all files in one run of esbuild, so that it reads what they share only once. @returns the bundle of each file */
async function bundle(project: string, files: string[]): Promise<Map<string, string>> {
  const { build } = await import('esbuild') // loaded only for a deploy: it takes as long as starting Node
  const { outputFiles } = await build({
    absWorkingDir: project, // so that the comments name files of the project, wherever the deploy was started
    entryPoints: files.map((file) => join('actions', file)),
    outdir: project, // nothing is written
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: ACTION_RUNTIME,
    charset: 'utf8', // sentences in every language stay readable in the dashboard
    legalComments: 'none',
    logLevel: 'silent',
  })
  return new Map(outputFiles.map(({ path, text }) => [basename(path).replace(/\.js$/, '.ts'), text]))
}

function toCommonJs(code: string): string {
  return code.replace(/^export \{\n([\s\S]*?)\n\};$/m, (_, names: string) =>
    names
      .split(',')
      .map((name) => name.trim())
      .map((name) => `exports.${name} = ${name};`)
      .join('\n'),
  )
}
