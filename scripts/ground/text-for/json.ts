/** What JSON.stringify does not escape although no terminal should receive it, by UTF-16 unit. */
const invisible = /[\u007f-\u009f\u2028\u2029\u2800\p{Cf}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu

/**
 * A value as one line of JSON without its line break. The data stays the same: what a terminal would obey or hide (C1
 * control characters, marks of writing direction, zero-width marks) is escaped, as JSON.stringify escapes C0.
 */
export function jsonLine(value: object): string {
  return JSON.stringify(value).replace(invisible, (character) =>
    Array.from({ length: character.length }, (_, index) => escape(character.charCodeAt(index))).join(''),
  )
}

function escape(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`
}
