/** Charts as inline SVG, which needs no script and no network. Each has its numbers as a text alternative. */

import { escaped } from '../ground/text-for/html.ts'

/** One bar: its name and its value. */
export interface Bar {
  name: string
  value: number
  /** Text next to the bar; default: the value. */
  label?: string
}

const WIDTH = 720
const NAME_WIDTH = 150
const LABEL_WIDTH = 110
const ROW = 34

/**
 * Horizontal bars with their names: beside them, or above them where the page is narrow.
 * @param title says what the chart shows; screen readers read it before the numbers
 */
export function bars(title: string, rows: readonly Bar[]): string {
  return `${besideNames(title, rows)}\n${belowNames(title, rows)}`
}

function besideNames(title: string, rows: readonly Bar[]): string {
  const most = Math.max(1, ...rows.map(({ value }) => value))
  const room = WIDTH - NAME_WIDTH - LABEL_WIDTH
  const drawn = rows.map(({ name, value, label = String(value) }, index) => {
    const middle = index * ROW + ROW / 2
    const width = Math.max(value > 0 ? 2 : 0, (value / most) * room)
    return [
      text(NAME_WIDTH - 12, middle, 'end', shortened(name, 20)),
      `<rect class="track" x="${NAME_WIDTH}" y="${middle - 10}" width="${room}" height="20" rx="4"/>`,
      `<rect class="bar" x="${NAME_WIDTH}" y="${middle - 10}" width="${rounded(width)}" height="20" rx="4"/>`,
      text(NAME_WIDTH + room + 10, middle, 'start', label),
    ].join('')
  })
  return svg(title, rows, [WIDTH, rows.length * ROW], drawn.join('\n'), 'beside')
}

const NARROW = 280
const NARROW_ROW = 46

function belowNames(title: string, rows: readonly Bar[]): string {
  const most = Math.max(1, ...rows.map(({ value }) => value))
  const drawn = rows.map(({ name, value, label = String(value) }, index) => {
    const top = index * NARROW_ROW
    const width = Math.max(value > 0 ? 2 : 0, (value / most) * NARROW)
    return [
      text(0, top + 12, 'start', shortened(name, 20)),
      text(NARROW, top + 12, 'end', label),
      `<rect class="track" x="0" y="${top + 24}" width="${NARROW}" height="14" rx="4"/>`,
      `<rect class="bar" x="0" y="${top + 24}" width="${rounded(width)}" height="14" rx="4"/>`,
    ].join('')
  })
  return svg(title, rows, [NARROW, rows.length * NARROW_ROW], drawn.join('\n'), 'below')
}

const HEIGHT = 200
const AXIS = 26
/** Room for half of the first and last name. */
const MARGIN = 16

/** Columns from left to right. If there are many, only some are named. @param title as in `bars` */
export function columns(title: string, rows: readonly Bar[]): string {
  const most = Math.max(1, ...rows.map(({ value }) => value))
  const step = (WIDTH - 2 * MARGIN) / Math.max(rows.length, 7)
  const room = HEIGHT - AXIS - 20
  const named = Math.ceil(rows.length / 8)
  const highest = rows.findIndex(({ value }) => value === most)
  const drawn = rows.map(({ name, value }, index) => {
    const height = Math.max(value > 0 ? 2 : 0, (value / most) * room)
    const [left, top] = [MARGIN + index * step + step * 0.15, HEIGHT - AXIS - height]
    const middle = MARGIN + index * step + step / 2
    return [
      `<rect class="bar" x="${rounded(left)}" y="${rounded(top)}" width="${rounded(step * 0.7)}" height="${rounded(height)}" rx="3"/>`,
      ...((rows.length <= 16 && value > 0) || (value === most && index === highest)
        ? [text(middle, top - 9, 'middle', String(value))]
        : []),
      ...(index % named === 0 ? [text(middle, HEIGHT - AXIS / 2, 'middle', short(name))] : []),
    ].join('')
  })
  const axis = `<line class="axis" x1="0" y1="${HEIGHT - AXIS}" x2="${WIDTH}" y2="${HEIGHT - AXIS}"/>`
  return svg(title, rows, [WIDTH, HEIGHT], [axis, ...drawn].join('\n'))
}

/** A day without its year, because columns are narrow. The numbers next to the chart have the full date. */
function short(name: string): string {
  return name.replace(/^\d{4}-(\d\d-\d\d)$/, '$1')
}

function svg(
  title: string,
  rows: readonly Bar[],
  [width, height]: [number, number],
  content: string,
  names?: 'beside' | 'below',
): string {
  const numbers = rows.map(({ name, value, label = String(value) }) => `${name}: ${label}`).join('; ')
  const alternative = escaped(`${title}. ${numbers}`)
  const named = names === undefined ? '' : ` class="names-${names}"`
  return `<svg${named} viewBox="0 0 ${width} ${height}" role="img" aria-label="${alternative}">\n${content}\n</svg>`
}

function text(x: number, y: number, anchor: 'start' | 'middle' | 'end', content: string): string {
  return `<text x="${rounded(x)}" y="${rounded(y)}" text-anchor="${anchor}" dominant-baseline="central">${escaped(content)}</text>`
}

function shortened(name: string, most: number): string {
  const characters = Array.from(new Intl.Segmenter().segment(name), ({ segment }) => segment)
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : name
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10
}
