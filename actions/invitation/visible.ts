/**
 * Characters that nobody can see: control characters (C0, C1, and so every escape sequence), line and paragraph
 * separators, marks of writing direction, zero-width and other invisible marks, half surrogates.
 * @see https://www.unicode.org/reports/tr36/ (security considerations), https://www.unicode.org/reports/tr9/
 * (direction)
 */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800]/u

const scriptsWithJoiners = ['Arabic', 'Syriac', 'Mongolian', 'Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati', 'Oriya']
  .concat(['Tamil', 'Telugu', 'Kannada', 'Malayalam', 'Sinhala', 'Khmer'])
  .map((script) => `\\p{Script=${script}}`)
  .join('')

let marks: RegExp | undefined

/**
 * Built when the first text needs it, because it takes 10 ms, a fifth of the program's start. Matches marks that are
 * part of what people see: inside an emoji (families, flags), or one joiner between two letters of a script that uses
 * joiners (RFC 5892, appendix A.1). Otherwise matches one invisible mark.
 */
function emojiOrJoinerOrInvisible(): RegExp {
  return (marks ??= new RegExp(
    `\\p{RGI_Emoji}|(?<=[${scriptsWithJoiners}])[\\u200c\\u200d](?=[${scriptsWithJoiners}])|(${invisible.source})`,
    'gv',
  ))
}

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * Foreign text as one line in which nothing is hidden. Invisible characters are shown as JSON writes them (`\n`,
 * `\u001b`), so that they cannot move the cursor, end a line, or make one text look like another.
 */
export function visible(text: string): string {
  if (!invisible.test(text)) return text
  return text.replace(emojiOrJoinerOrInvisible(), (mark, hidden?: string) =>
    hidden === undefined ? mark : escape(hidden),
  )
}

/** Whether everything in a text can be seen. */
export function isVisible(text: string): boolean {
  return visible(text) === text
}

function escape(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
  return named[character] ?? units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}
