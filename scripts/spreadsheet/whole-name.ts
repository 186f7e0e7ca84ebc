/** Last name first in scripts without spaces in names. A first name that ends with the last is already whole. */
export function wholeName(first: string, last: string): string {
  if (first === '' || last === '') return first || last
  if (first.endsWith(last)) return first
  return eastAsian.test(last) ? `${last} ${first}` : `${first} ${last}`
}

const eastAsian = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u
