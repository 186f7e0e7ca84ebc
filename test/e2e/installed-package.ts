import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { packedOnce } from '../lent-tenants.ts'

const project = process.cwd()

/** A folder in which somebody has installed the package. */
export interface InstalledPackage {
  folder: string
  /** Writes a file of theirs. */
  write(file: string, content: string): void
  /** Runs a program there. @throws Error with what it printed, if it does not end with 0 */
  run(command: string, args: string[]): string
  /** Puts dependencies of this repository beside it, in the same version. */
  link(...names: string[]): void
}

/**
 * Installs the package into an empty folder, as npm does, without a registry: inviting needs no other package.
 */
export async function installPackage(type: 'module' | 'commonjs'): Promise<InstalledPackage> {
  const folder = mkdtempSync(join(tmpdir(), 'package-'))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type }))
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', await packedOnce()], folder)
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
