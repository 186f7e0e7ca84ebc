import { closeSync, constants, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { markOfThisProcess } from './left-behind.ts'
import { refuseOdd } from './refuse-odd.ts'

/** For its owner only: files hold addresses, and some hold more. */
export const OWNER_ONLY = 0o600
/** Names of files end at 255 bytes, and what marks an unfinished one needs some. */
const LONGEST_BASE = 150

/**
 * Replaces a file that was built, as it is: at once, so that a deploy that runs at the same time never reads half of it.
 * @throws Error that says why it cannot
 */
export function replaceFile(path: string, content: string | Uint8Array): void {
  const unfinished = new Unfinished(path)
  try {
    writeFileSync(unfinished.file, content)
    unfinished.finish()
  } catch (failure) {
    unfinished.discard()
    throw failure
  }
}

/** Makes the folder of a file that is built. */
export function folderFor(path: string): void {
  mkdirSync(dirname(path), { recursive: true })
}

/** A new file beside the one that it replaces in the end. */
export class Unfinished {
  readonly file: number
  readonly #path: string
  readonly #target: string
  #isOpen = true

  constructor(path: string) {
    this.#target = refuseOdd(path)
    this.#path = join(dirname(this.#target), `${baseOf(path)}.${markOfThisProcess()}.part`)
    const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants // Windows has not all of them
    this.file = openSync(this.#path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, OWNER_ONLY)
  }

  finish(): void {
    this.#close()
    renameSync(this.#path, this.#target) // replaces a link that came meanwhile, and does not follow it
  }

  discard(): void {
    this.#close()
    rmSync(this.#path, { force: true })
  }

  #close(): void {
    if (this.#isOpen) closeSync(this.file)
    this.#isOpen = false
  }
}

/** The name of a file, as far as the name of an unfinished one beside it begins with it. */
export function baseOf(path: string): string {
  return basename(resolve(path)).slice(0, LONGEST_BASE)
}
