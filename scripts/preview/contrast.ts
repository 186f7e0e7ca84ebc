import { Parser } from 'htmlparser2'
import type { Finding } from './finding.ts'

/** WCAG 2.2, 1.4.3: 4.5, and 3 for large text. */
const LEAST = 4.5
const LEAST_LARGE = 3

interface Look {
  color: string
  background: string
  fontSizePx: number
  isBold: boolean
  isHidden: boolean
}

const elementsWithoutEnd = ['img', 'br', 'hr', 'meta', 'link', 'input', 'wbr']
const silent = ['style', 'title', 'script', 'head']

/** Text that is hard to read on its background, in light and in dark mode. Knows #rrggbb colours in the mail. */
export function lowContrasts(html: string): Finding[] {
  const found = new Map<string, Finding>()
  for (const [scheme, rules] of [['light', []] as const, ['dark', darkRules(html)] as const]) {
    const stack: Look[] = [{ color: '#000000', background: '#ffffff', fontSizePx: 16, isBold: false, isHidden: false }]
    const parser = new Parser({
      onopentag(name, attributes) {
        if (elementsWithoutEnd.includes(name)) return
        const parent = stack.at(-1)
        if (parent !== undefined) stack.push(lookOf(name, attributes, parent, rules))
      },
      ontext(text) {
        const look = stack.at(-1)
        if (look === undefined || look.isHidden || text.trim() === '') return
        const least = look.fontSizePx >= 24 || (look.isBold && look.fontSizePx >= 18.66) ? LEAST_LARGE : LEAST
        const contrast = contrastOf(look.color, look.background)
        if (contrast === undefined || contrast >= least) return
        const message = `${look.color} on ${look.background} has a contrast of ${contrast.toFixed(1)} in ${scheme}, but at least ${least} is needed: “${text.trim().slice(0, 40)}”.`
        const key = `${look.color} ${look.background}`
        if (!found.has(key)) found.set(key, { rule: 'low_contrast', severity: 'error', message })
      },
      onclosetag(name) {
        if (!elementsWithoutEnd.includes(name)) stack.pop()
      },
    })
    parser.end(html)
  }
  return [...found.values()]
}

interface Rule {
  selectors: string[]
  declarations: Record<string, string>
}

function lookOf(name: string, attributes: Record<string, string>, parent: Look, rules: readonly Rule[]): Look {
  const classes = (attributes['class'] ?? '').split(/\s+/).map((one) => `.${one}`)
  const own = {
    ...(attributes['bgcolor'] && { background: attributes['bgcolor'] }),
    ...declared(attributes['style'] ?? ''),
  }
  for (const { selectors, declarations } of rules) {
    if (selectors.some((selector) => selector === name || classes.includes(selector))) Object.assign(own, declarations)
  }
  const style: Record<string, string | undefined> = own
  const background = style['background-color'] ?? style['background']
  return {
    color: style['color'] ?? (name === 'a' ? '#0000ee' : parent.color),
    background: background !== undefined && channels(background) ? background : parent.background,
    fontSizePx: Number.parseFloat(style['font-size'] ?? '') || parent.fontSizePx,
    isBold: style['font-weight'] === undefined ? parent.isBold || name === 'h1' : Number(style['font-weight']) >= 600,
    isHidden: parent.isHidden || silent.includes(name) || style['display'] === 'none',
  }
}

function declared(style: string): Record<string, string> {
  return Object.fromEntries(
    style.split(';').flatMap((one) => {
      const [property = '', ...value] = one.split(':')
      return value.length === 0 ? [] : [[property.trim(), value.join(':').replace('!important', '').trim()]]
    }),
  )
}

/** The rules of `@media (prefers-color-scheme: dark)` whose selectors name elements and classes. */
function darkRules(html: string): Rule[] {
  const start = html.search(/@media\s*\(prefers-color-scheme:\s*dark\)/)
  const block = start < 0 ? '' : (/\{((?:[^{}]*\{[^{}]*\})*)[^{}]*\}/.exec(html.slice(start))?.[1] ?? '')
  return [...block.matchAll(/([^{}]+)\{([^{}]*)\}/g)].map(([, selectors = '', declarations = '']) => ({
    selectors: selectors.split(',').map((one) => one.trim()),
    declarations: declared(declarations),
  }))
}

function contrastOf(one: string, other: string): number | undefined {
  const [a, b] = [luminance(one), luminance(other)]
  if (a === undefined || b === undefined) return undefined
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

/** WCAG 2.2, "relative luminance". */
function luminance(color: string): number | undefined {
  const [red, green, blue] = (channels(color) ?? []).map((channel) => {
    const part = channel / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  if (red === undefined || green === undefined || blue === undefined) return undefined
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function channels(color: string): number[] | undefined {
  const [, hex] = /^#([0-9a-f]{6}|[0-9a-f]{3})$/i.exec(color.trim()) ?? []
  if (hex === undefined) return undefined
  const pairs = hex.length === 3 ? Array.from(hex, (one) => one + one) : (hex.match(/../g) ?? [])
  return pairs.map((pair) => Number.parseInt(pair, 16))
}
