/**
 * What is not there to be seen: control characters (C0, C1, and with them every escape sequence), line and paragraph
 * separators, marks of writing direction, zero-width and other invisible marks, half surrogates.
 * @see https://www.unicode.org/reports/tr36/ (security considerations), https://www.unicode.org/reports/tr9/ (direction)
 */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800]/u

const scriptsWithJoiners = ['Arabic', 'Syriac', 'Mongolian', 'Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati', 'Oriya']
  .concat(['Tamil', 'Telugu', 'Kannada', 'Malayalam', 'Sinhala', 'Khmer'])
  .map((script) => `\\p{Script=${script}}`)
  .join('')

let marks: RegExp | undefined

/**
 * Made when the first text needs it: that takes 10 ms, a fifth of the time that the program takes to start.
 * Marks that are part of what is seen: inside an emoji (families, flags), and one joiner between two letters of a script
 * that is spelled with joiners (RFC 5892, appendix A.1). Or else one invisible mark.
 */
function emojiOrJoinerOrInvisible(): RegExp {
  return (marks ??= new RegExp(
    `\\p{RGI_Emoji}|(?<=[${scriptsWithJoiners}])[\\u200c\\u200d](?=[${scriptsWithJoiners}])|(${invisible.source})`,
    'gv',
  ))
}

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * Text of others as one line in which nothing hides: what cannot be seen is shown as JSON writes it (`\n`, `\u001b`), so
 * that it neither moves a cursor nor ends a line, nor makes one text look like another.
 */
export function visible(text: string): string {
  if (!invisible.test(text)) return text
  return text.replace(emojiOrJoinerOrInvisible(), (mark, hidden?: string) =>
    hidden === undefined ? mark : escape(hidden),
  )
}

/** Whether there is nothing in a text but what is seen. */
export function isVisible(text: string): boolean {
  return visible(text) === text
}

function escape(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
  return named[character] ?? units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}
