import { own } from '../../actions/invitation/read.ts'
import { rowsOf } from './rows.ts'
import { unreadable } from './text.ts'
import type { Hint } from '../ground/next-step.ts'

const COLUMN = 'user_id'

/**
 * The account ids in a file from `export` or `list --json`: CSV with a column user_id, a JSON array, or one JSON object
 * per line.
 * @throws InvitationsError `unreadable_file`
 */
export async function exportedIds(texts: AsyncGenerator<string>): Promise<string[]> {
  let text = ''
  for await (const piece of texts) text += piece
  text = text.replace(/^\uFEFF/, '')
  const found = /^\s*[[{]/.test(text) ? idsInJson(text) : await idsInCsv(text)
  return found.filter((id) => id !== '')
}

const AS_EXPORTED: Hint = ['Give a file as ', { do: 'export' }, ' made it.']

function idsInJson(text: string): string[] {
  if (/^\s*\[/.test(text)) return idsInArray(text)
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return []
    try {
      const id = own(JSON.parse(line), COLUMN)
      return typeof id === 'string' ? id : ''
    } catch (cause) {
      throw unreadable(`Line ${index + 1} is not a JSON object.`, AS_EXPORTED, cause)
    }
  })
}

function idsInArray(text: string): string[] {
  try {
    const rows: unknown = JSON.parse(text)
    return (Array.isArray(rows) ? rows : []).map((row: unknown) => {
      const id = own(row, COLUMN)
      return typeof id === 'string' ? id : ''
    })
  } catch (cause) {
    throw unreadable('The file is not a JSON array.', AS_EXPORTED, cause)
  }
}

async function idsInCsv(text: string): Promise<string[]> {
  const ids: string[] = []
  let column = -1
  for await (const { line, cells } of rowsOf(pieces(text))) {
    if (line === 1) column = cells.indexOf(COLUMN)
    else ids.push(cells[column] ?? '')
    if (column === -1) throw unreadable(`The file has no column ${COLUMN}.`, AS_EXPORTED)
  }
  return ids
}

async function* pieces(text: string): AsyncGenerator<string> {
  yield await Promise.resolve(text)
}
