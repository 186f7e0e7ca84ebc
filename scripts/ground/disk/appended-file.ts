import { closeSync, constants, fdatasync, fstatSync, openSync, writeSync } from 'node:fs'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Secrets } from '../secrets.ts'
import { inWords, IS_NO_FILE } from './refuse-odd.ts'
import { OWNER_ONLY } from './unfinished.ts'

const syncTo = promisify(fdatasync)

/** A file that grows: a journal, an audit log. Each text is written in one piece, so that processes can share it. */
export class AppendedFile {
  readonly #file: number
  readonly #secrets: Secrets

  constructor(path: string, secrets: Secrets) {
    this.#secrets = secrets
    const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants // Windows lacks some of these
    // Without O_NONBLOCK, a pipe with that name would block the program until somebody reads it.
    this.#file = inWords(() =>
      openSync(resolve(path), O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, OWNER_ONLY),
    )
    if (fstatSync(this.#file).isFile()) return
    this.close()
    throw new Error(IS_NO_FILE)
  }

  /** The text is with the system when this returns, so that a crash of the program loses nothing. */
  write(text: string): void {
    writeSync(this.#file, this.#secrets.hide(text))
  }

  /** The text is on the disk when this resolves, so that a crash of the machine loses nothing. */
  async writeDurably(text: string): Promise<void> {
    const bytes = Buffer.from(this.#secrets.hide(text))
    for (let at = 0; at < bytes.length;) at += writeSync(this.#file, bytes, at) // may write less
    await syncTo(this.#file)
  }

  close(): void {
    closeSync(this.#file)
  }
}
