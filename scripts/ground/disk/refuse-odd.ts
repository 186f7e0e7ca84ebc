import { lstatSync } from 'node:fs'
import { resolve } from 'node:path'

export const IS_LINK = 'it is a symbolic link, and links are not followed'
const IS_FOLDER = 'it is a folder'
export const IS_NO_FILE = 'it is not an ordinary file'

/** @throws Error unless the name is free or belongs to an ordinary file: a file must not replace `/dev/null` */
export function refuseOdd(path: string): string {
  const target = resolve(path) // a slash at the end would follow a link
  const there = lstatSync(target, { throwIfNoEntry: false })
  if (there?.isSymbolicLink()) throw new Error(IS_LINK)
  if (there?.isDirectory()) throw new Error(IS_FOLDER)
  if (there !== undefined && !there.isFile()) throw new Error(IS_NO_FILE)
  return target
}

/** What the system's error codes mean for a file that we want to write. */
const inSentences: Readonly<Record<string, string>> = {
  ELOOP: IS_LINK,
  EISDIR: IS_FOLDER,
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'there is a file where its folder should be',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
}

/** Explains in our own words what the system says is wrong with a name or a place. */
export function inWords<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (failure) {
    const sentence = sentenceFor(failure)
    throw sentence === undefined ? failure : new Error(sentence, { cause: failure })
  }
}

/** @returns undefined for an error that we have no sentence for */
export function sentenceFor(failure: unknown): string | undefined {
  return failure instanceof Error && 'code' in failure ? inSentences[String(failure.code)] : undefined
}
