import { languageTags, type LanguageTag } from '../../actions/invitation/languages.ts'

/** How many letters of a longer word may be wrong, missing, doubled or swapped. Short words allow fewer. */
const MOST_WRONG_LETTERS = 2

/** The word that was probably meant, ignoring case; undefined if no known one is close. */
export function nearestTo<Known extends string>(typed: string, known: readonly Known[]): Known | undefined {
  const most = Math.min(MOST_WRONG_LETTERS, Math.floor(typed.length / 3))
  const [nearest] = known
    .filter(({ length }) => Math.abs(length - typed.length) <= most)
    .map((one) => ({
      one,
      distance: distanceOf(typed.toLowerCase(), one.toLowerCase(), most),
      begins: one.startsWith(typed),
    }))
    .sort((a, b) => a.distance - b.distance || Number(b.begins) - Number(a.begins))
  return nearest !== undefined && nearest.distance <= most ? nearest.one : undefined
}

/** A sentence to append, with a leading space; empty if no known word is close. */
export function didYouMean(typed: string, known: readonly string[]): string {
  const nearest = nearestTo(typed, known)
  return nearest === undefined ? '' : ` Did you mean ${nearest}?`
}

/** The same for a language, which people may also type by name: “german”, “Deutsch”. */
export function didYouMeanLanguage(typed: string): string {
  const byName = new Map<string, LanguageTag>()
  for (const tag of languageTags) {
    const [primary = tag] = tag.split('-')
    for (const display of ['en', tag]) {
      const names = new Intl.DisplayNames([display], { type: 'language' })
      for (const one of [tag, primary]) byName.set((names.of(one) ?? one).toLowerCase(), tag)
    }
  }
  const meant = byName.get(nearestTo(typed, [...byName.keys()]) ?? '')
  return meant === undefined ? '' : ` Did you mean ${meant}?`
}

/**
 * How many letters must be changed, left out, added or swapped with the next one (optimal string alignment). Infinity
 * once it exceeds `most`, because every command compares all its environment variables with all settings.
 */
function distanceOf(one: string, other: string, most: number): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, column) => column)]
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Infinity
  for (let row = 1; row <= one.length; row++) {
    rows[row] = [row]
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1]
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
      const least = Math.min(
        at(row - 1, column) + 1,
        at(row, column - 1) + 1,
        at(row - 1, column - 1) + (isSame ? 0 : 1),
        isSwapped ? at(row - 2, column - 2) + 1 : Infinity,
      )
      rows[row]?.push(least)
    }
    if (Math.min(...(rows[row] ?? [])) > most) return Infinity
  }
  return at(one.length, other.length)
}
