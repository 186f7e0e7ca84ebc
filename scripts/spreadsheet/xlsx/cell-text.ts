import type { CellValue } from 'hucre/xlsx'

/** Excel keeps this many digits of a number. */
const DIGITS = 15

/**
 * A cell as text. Text stays as it is, with leading zeros; numbers keep all digits; dates are written in ISO 8601
 * without a time zone, because spreadsheets have none.
 */
export function cellText(value: CellValue): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'number') return numberText(value)
  if (value instanceof Date) return dateText(value)
  return String(value).toUpperCase()
}

function numberText(value: number): string {
  const rounded = Number(value.toPrecision(DIGITS)) // 0.1+0.2 is 0.3 in a spreadsheet
  return Number.isInteger(rounded) && Number.isSafeInteger(rounded) ? BigInt(rounded).toString() : String(rounded)
}

function dateText(value: Date): string {
  if (Number.isNaN(value.getTime())) return ''
  const [day = '', time = ''] = value.toISOString().split('T')
  return time.startsWith('00:00:00') ? day : `${day} ${time.slice(0, 5)}`
}
