import { join } from 'node:path'
import type { TemporaryFolder } from '../../ground/disk/temporary-folder.ts'
import { unfinishedRuns, type UnfinishedRun } from '../../invitations/importing/earlier-runs.ts'
import type { Admin, Desk } from '../options.ts'
import { beginningOf } from '../words.ts'
import { firstChoices } from './choices.ts'
import { isUnderway, type OneImport } from './one-import.ts'

/** How many files are kept, not counting those that are being imported. The oldest are forgotten first. */
const MOST_FILES = 20
/** How many characters of a name are shown. */
const LONGEST_NAME = 120

/** The files that were uploaded to this desk, and what happened to each. */
export class Imports {
  readonly #desk: Desk & { journals: string }
  readonly #all = new Map<string, OneImport>()
  #folder: TemporaryFolder | undefined

  constructor(desk: Desk & { journals: string }) {
    this.#desk = desk
  }

  /** Keeps a file, under a name of our own. @param given the name that the browser sent */
  add(given: string, bytes: Uint8Array, by: Admin): OneImport {
    const id = crypto.randomUUID()
    const folder = (this.#folder ??= this.#desk.disk.temporaryFolder())
    folder.write(id, bytes)
    const isSayable = this.#desk.invitations.problemsOf({ email: 'ada@example.com', invited_by: by.name }).length === 0
    const one: OneImport = {
      ...{ id, by, name: shownName(given), path: join(folder.path, id), version: 1 },
      ...{ choices: firstChoices(isSayable ? by.name : ''), run: undefined, review: undefined, progress: undefined },
    }
    this.#all.set(id, one)
    this.#forgetOldest()
    return one
  }

  of(id: string): OneImport | undefined {
    return this.#all.get(id)
  }

  /** Removes a file that is of no more use. */
  forget(one: OneImport): void {
    this.#all.delete(one.id)
    for (const path of [one.path, `${one.path}.result`]) this.#desk.disk.remove(path)
  }

  /** Imports that somebody has confirmed, newest first. */
  get started(): OneImport[] {
    return [...this.#all.values()].filter(({ progress }) => progress !== undefined).reverse()
  }

  /** Runs of this tenant that the desk or the program began but did not finish, except those that continue here. */
  unfinished(): UnfinishedRun[] {
    const here = new Set(this.started.map(({ run }) => run?.sha256))
    return unfinishedRuns(this.#desk.journals, this.#desk.invitations.place()).filter(({ sha256 }) => !here.has(sha256))
  }

  /** The import of the same file that is in progress, no matter who uploaded it. */
  underwayLike({ run }: OneImport): OneImport | undefined {
    return this.started.find((other) => isUnderway(other) && other.run?.path === run?.path)
  }

  /** Ends the desk: what has begun is finished, nothing else begins, and the files are removed. */
  async end(): Promise<OneImport[]> {
    const underway = [...this.#all.values()].filter(isUnderway)
    for (const { progress } of underway) progress?.stop()
    await Promise.all(underway.map(({ progress }) => progress?.ended ?? Promise.resolve()))
    this.#folder?.remove()
    return underway
  }

  #forgetOldest(): void {
    const idle = [...this.#all.values()].filter((one) => !isUnderway(one))
    for (const one of idle.slice(0, Math.max(0, idle.length - MOST_FILES))) this.forget(one)
  }
}

/** The last part of a path, as far as it is shown. */
function shownName(given: string): string {
  const last = given.split(/[\\/]/).at(-1)?.trim() ?? ''
  return last === '' ? 'people.csv' : beginningOf(last, LONGEST_NAME)
}
