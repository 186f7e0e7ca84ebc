import { execFile } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Packs the package as for publishing, with its types. @returns the file */
export async function packPackage(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'packed-'))
  await run(process.execPath, ['scripts/build-types.mjs'])
  // Without scripts, which would build dist/ while other tests use it.
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder])
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }]
  return join(folder, filename)
}
