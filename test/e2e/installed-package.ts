import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const project = process.cwd()

/** A folder in which somebody has installed the package. */
export interface InstalledPackage {
  folder: string
  /** Writes a file of theirs. */
  write(file: string, content: string): void
  /** Runs a program there. @throws Error with what it printed, where it does not end with 0 */
  run(command: string, args: string[]): string
  /** Puts dependencies of this repository beside it, in the version that it has. */
  link(...names: string[]): void
}

/**
 * Packs the package and installs it into an empty folder, as npm does. No registry is asked: whoever only invites needs
 * nothing else.
 */
export function installPackage(type: 'module' | 'commonjs'): InstalledPackage {
  const folder = mkdtempSync(join(tmpdir(), 'package-'))
  run(process.execPath, ['scripts/build-types.mjs'], project)
  // Without scripts: they would build dist/ under the feet of other tests.
  const packed = run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], project)
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }]
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type }))
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', join(folder, filename)], folder)
  return {
    folder,
    write(file, content) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), content)
    },
    run: (command, args) => run(command, args, folder),
    link(...names) {
      for (const name of names) {
        const link = join(folder, 'node_modules', name)
        mkdirSync(dirname(link), { recursive: true })
        symlinkSync(join(project, 'node_modules', name), link)
      }
    },
  }
}

function run(command: string, args: string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stdout}${stderr}`)
  return stdout
}
