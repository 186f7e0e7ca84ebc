/** In the order of those who write it without a space between. A first name that ends with the last is the whole name. */
export function wholeName(first: string, last: string): string {
  if (first === '' || last === '') return first || last
  if (first.endsWith(last)) return first
  return eastAsian.test(last) ? `${last} ${first}` : `${first} ${last}`
}

const eastAsian = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u
