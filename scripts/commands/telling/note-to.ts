import type { Note } from '../../invitations/index.ts'
import type { Output } from './output.ts'

/** Shows people the library's notes. The end of the command's output repeats what could not be checked. */
export function noteTo(output: Output): Note {
  return (sentence, about) => {
    if (about === undefined) output.warn(sentence)
    else output.notLookedAt(about.not_looked_at, sentence)
  }
}
