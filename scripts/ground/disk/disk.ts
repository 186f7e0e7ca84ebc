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
 * Where a run stores what it writes. Every file is readable by its owner only, and no symbolic link is followed, so
 * nobody who can write to the same folder can redirect the program to another file. What is hidden on the screen is
 * hidden here too.
 */
export class Disk {
  readonly #secrets: Secrets
  readonly #present: Present

  constructor(secrets: Secrets, present: Present) {
    this.#secrets = secrets
    this.#present = present
  }

  /**
   * Checks whether a file can be written there and changes nothing. Called before doing something that the file is to
   * report.
   * @throws InvitationsError `output_failed`
   */
  tryToWrite(path: string): void {
    orNotWritten(path, () => new Unfinished(path).discard(), ' Nothing was done.')
  }

  /**
   * Creates or replaces the file: it is complete or not there at all. Bytes are written as they are.
   * @throws InvitationsError `output_failed`, also if the name belongs to a link or a device
   */
  replace(path: string, content: string | Uint8Array): void {
    orNotWritten(path, () => {
      removeLeftBehind(dirname(resolve(path)), `${baseOf(path)}.`, this.#present)
      replaceFile(path, typeof content === 'string' ? this.#secrets.hide(content) : content)
    })
  }

  /**
   * The same, piece by piece. Reads nothing before the file is open.
   * @throws InvitationsError `output_failed`, and anything that reading the pieces throws
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

  /** Opens or creates the file to append to it. @throws Error that says why it cannot */
  append(path: string): AppendedFile {
    return new AppendedFile(path, this.#secrets)
  }

  /** Renames a file, replacing any file that has the new name. */
  rename(path: string, name: string): void {
    orNotWritten(name, () => renameSync(path, refuseOdd(name)))
  }

  /** Removes a file, if it is still there. */
  remove(path: string): void {
    orNotWritten(path, () => rmSync(path, { force: true }))
  }

  /** Makes the folder unless it exists. @throws InvitationsError `output_failed`, also if the name belongs to a link */
  folder(path: string): void {
    orNotWritten(path, () => {
      const folder = resolve(path)
      mkdirSync(folder, { recursive: true, mode: OWNER_ONLY_FOLDER })
      if (lstatSync(folder).isSymbolicLink()) throw new Error(IS_LINK)
    })
  }

  /** Makes a folder among the system's temporary files. First removes what this user's killed runs left there. */
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
