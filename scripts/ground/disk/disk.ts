import { lstatSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { InvitationsError } from '../errors.ts'
import type { Secrets } from '../secrets.ts'
import { AppendedFile } from './appended-file.ts'
import { markOfThisProcess, removeLeftBehind, type Present } from './left-behind.ts'
import { inWords, IS_LINK, refuseOdd, sentenceFor } from './refuse-odd.ts'
import { OWNER_ONLY_FOLDER, TemporaryFolder } from './temporary-folder.ts'
import { baseOf, replaceFile, Unfinished } from './unfinished.ts'
import { writeAll } from './write-all.ts'

const TEMPORARY = 'auth0-invitations'

/**
 * Where a run keeps what it writes. Every file is made for its owner only, and no symbolic link is followed: who can
 * write into the same folder cannot lead the program to another file. What was hidden from the screen is hidden here too.
 */
export class Disk {
  readonly #secrets: Secrets
  readonly #present: Present

  constructor(secrets: Secrets, present: Present) {
    this.#secrets = secrets
    this.#present = present
  }

  /**
   * Finds out whether a file can be written there, and leaves everything as it is: before something is done that the file
   * is to tell about.
   * @throws InvitationsError `output_failed`
   */
  tryToWrite(path: string): void {
    orNotWritten(path, () => new Unfinished(path).discard(), ' Nothing was done.')
  }

  /**
   * Makes the file, or replaces it; it is there whole or not at all. Bytes are written as they are.
   * @throws InvitationsError `output_failed`, also where a link or a device has its name
   */
  replace(path: string, content: string | Uint8Array): void {
    orNotWritten(path, () => {
      removeLeftBehind(dirname(resolve(path)), `${baseOf(path)}.`, this.#present)
      replaceFile(path, typeof content === 'string' ? this.#secrets.hide(content) : content)
    })
  }

  /**
   * The same, piece by piece. Nothing is read before the file is open.
   * @throws InvitationsError `output_failed`, and what reading the pieces throws
   */
  async replaceWith(path: string, pieces: AsyncIterable<string>): Promise<void> {
    const unfinished = orNotWritten(path, () => {
      removeLeftBehind(dirname(resolve(path)), `${baseOf(path)}.`, this.#present)
      return new Unfinished(path)
    })
    try {
      for await (const piece of pieces) {
        const bytes = Buffer.from(this.#secrets.hide(piece))
        await writeAll(unfinished.file, bytes).catch((cause: unknown) => {
          throw notWritten(path, cause)
        })
      }
      orNotWritten(path, () => unfinished.finish())
    } catch (failure) {
      unfinished.discard()
      throw failure
    }
  }

  /** Opens the file, or makes it, to write behind its end. @throws Error that says why it cannot */
  append(path: string): AppendedFile {
    return new AppendedFile(path, this.#secrets)
  }

  /** Gives a file another name; a file of that name is replaced. */
  rename(path: string, name: string): void {
    orNotWritten(name, () => renameSync(path, refuseOdd(name)))
  }

  /** Removes a file; one that is gone already is fine. */
  remove(path: string): void {
    orNotWritten(path, () => rmSync(path, { force: true }))
  }

  /** Makes the folder where there is none. @throws InvitationsError `output_failed`, also where a link has its name */
  folder(path: string): void {
    orNotWritten(path, () => {
      const folder = resolve(path)
      mkdirSync(folder, { recursive: true, mode: OWNER_ONLY_FOLDER })
      if (lstatSync(folder).isSymbolicLink()) throw new Error(IS_LINK)
    })
  }

  /**
   * Makes a folder of its own in the system's folder for temporary files. What earlier runs of the same user left there
   * because they were killed goes first.
   */
  temporaryFolder(): TemporaryFolder {
    const root = tmpdir()
    removeLeftBehind(root, `${TEMPORARY}-`, this.#present)
    return new TemporaryFolder(join(root, `${TEMPORARY}-${markOfThisProcess()}`))
  }
}

function orNotWritten<Result>(path: string, work: () => Result, consequence = ''): Result {
  try {
    return inWords(work)
  } catch (cause) {
    throw notWritten(path, cause, consequence)
  }
}

function notWritten(path: string, cause: unknown, consequence = ''): InvitationsError {
  const why = sentenceFor(cause) ?? (cause instanceof Error ? cause.message : String(cause))
  return new InvitationsError('output_failed', `${path} cannot be written: ${why}.${consequence}`, {
    hint: 'Name another file, in a folder that exists and that you may write to.',
    cause,
  })
}
