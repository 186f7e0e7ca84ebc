import { lstatSync } from 'node:fs'
import { resolve } from 'node:path'

export const IS_LINK = 'it is a symbolic link, and links are not followed'
export const IS_NO_FILE = 'it is not an ordinary file'

/** @throws Error unless the name is free or an ordinary file has it; `/dev/null` must not be replaced by a file */
export function refuseOdd(path: string): string {
  const target = resolve(path) // a slash at the end would follow a link
  const there = lstatSync(target, { throwIfNoEntry: false })
  if (there?.isSymbolicLink()) throw new Error(IS_LINK)
  if (there !== undefined && !there.isFile()) throw new Error(IS_NO_FILE)
  return target
}

/** The system says in its own way that a name turned out to be a link. */
export function inWords<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (failure) {
    if (failure instanceof Error && 'code' in failure && failure.code === 'ELOOP') throw new Error(IS_LINK)
    throw failure
  }
}
