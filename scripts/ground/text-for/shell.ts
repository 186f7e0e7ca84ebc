/** Words that every POSIX shell leaves unchanged. */
const plain = /^[\w@%+:,./][\w@%+=:,./-]*$/

/**
 * A value as one word of a command line, so that a hint can be pasted into a shell. Addresses may contain backticks,
 * `$`, `'`, `&`, `|` and `!`.
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html (2.2.2, single quotes)
 */
export function inShell(value: string): string {
  return plain.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`
}
