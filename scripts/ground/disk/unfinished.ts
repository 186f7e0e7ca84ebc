import { closeSync, constants, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { markOfThisProcess } from './left-behind.ts'
import { refuseOdd } from './refuse-odd.ts'

/** Readable by the owner only: files contain addresses, and some contain more. */
export const OWNER_ONLY = 0o600
/** File names may have 255 bytes, and the mark of an unfinished file needs some of them. */
const LONGEST_BASE = 150

/**
 * Replaces a built file, unchanged and in one step, so that a deploy running at the same time never reads half of it.
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

/** Makes the folder for a built file. */
export function folderFor(path: string): void {
  mkdirSync(dirname(path), { recursive: true })
}

/** A new file next to the one that it replaces in the end. */
export class Unfinished {
  readonly file: number
  readonly #path: string
  readonly #target: string
  #isOpen = true

  constructor(path: string) {
    this.#target = refuseOdd(path)
    this.#path = join(dirname(this.#target), `${baseOf(path)}.${markOfThisProcess()}.part`)
    const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants // Windows lacks some of these
    this.file = openSync(this.#path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, OWNER_ONLY)
  }

  finish(): void {
    this.#close()
    renameSync(this.#path, this.#target) // replaces a link that appeared meanwhile, without following it
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

/** The part of a file's name that the unfinished file next to it starts with. */
export function baseOf(path: string): string {
  return basename(resolve(path)).slice(0, LONGEST_BASE)
}
