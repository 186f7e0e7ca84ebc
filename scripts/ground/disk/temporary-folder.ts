import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { OWNER_ONLY } from './unfinished.ts'

export const OWNER_ONLY_FOLDER = 0o700

/** A folder for the values of secrets. It is removed with everything in it. */
export class TemporaryFolder {
  readonly path: string

  constructor(path: string) {
    this.path = path
    mkdirSync(path, { mode: OWNER_ONLY_FOLDER }) // fails if the name is taken
  }

  /** Writes a file as it is, and makes its folders. */
  write(file: string, content: string | Uint8Array): void {
    const path = join(this.path, file)
    mkdirSync(dirname(path), { recursive: true, mode: OWNER_ONLY_FOLDER })
    writeFileSync(path, content, { mode: OWNER_ONLY, flag: 'wx' })
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true, maxRetries: 3 })
  }
}
