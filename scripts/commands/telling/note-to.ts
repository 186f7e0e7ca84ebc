import type { Note } from '../../invitations/index.ts'
import type { Output } from './output.ts'

/** Tells people what the library notes. What it could not look at, the command's last words repeat. */
export function noteTo(output: Output): Note {
  return (sentence, about) => {
    if (about === undefined) output.warn(sentence)
    else output.notLookedAt(about.not_looked_at, sentence)
  }
}
