/** A part in percent, like `75 %`. Only the whole is 100 % and only nothing is 0 %; close values get more decimals. */
export function percentOf(count: number, of: number): string {
  const percent = of === 0 ? 0 : (count / of) * 100
  for (let decimals = 0; ; decimals++) {
    const told = percent.toFixed(decimals)
    const isTrue = (Number(told) === 0) === (count === 0) && (Number(told) === 100) === (count === of && of > 0)
    if (isTrue || decimals === MOST_DECIMALS) return `${told} %`
  }
}

const MOST_DECIMALS = 9

/** A part as a bar of this many characters: full only for the whole, empty only for nothing. */
export function barOf(count: number, of: number, width: number): string {
  const share = of === 0 ? 0 : count / of
  const least = count > 0 ? 1 : 0
  const most = count < of ? width - 1 : width
  const full = Math.min(most, Math.max(least, Math.round(share * width)))
  return `${'█'.repeat(full)}${'░'.repeat(width - full)}`
}
