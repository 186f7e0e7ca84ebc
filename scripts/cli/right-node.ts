/**
 * Why this Node cannot run the program; undefined if it can. Pure.
 * @param version like `18.20.8`
 * @param engines from package.json: ranges like `^20.19.0` and `>=24.0.0`, separated by `||`
 */
export function problemOfNode(version: string, engines: string): string | undefined {
  const [major = 0, minor = 0] = numbersIn(version)
  const ranges = engines.split('||').map((range) => {
    const [from = 0, least = 0] = numbersIn(range)
    return { from, least, isOpen: range.includes('>=') }
  })
  const isRight = ranges.some(
    ({ from, least, isOpen }) => (major === from && minor >= least) || (isOpen && major > from),
  )
  if (isRight) return undefined
  const told = ranges.map(({ from, least, isOpen }) =>
    isOpen ? `Node ${from} and later` : `Node ${from} from ${from}.${least} on`,
  )
  return `This is Node ${version}. auth0-invitations runs on ${told.slice(0, -1).join(', ')}, or ${told[told.length - 1]}: https://nodejs.org/`
}

function numbersIn(version: string): number[] {
  return (version.match(/\d+/g) ?? []).map(Number)
}
