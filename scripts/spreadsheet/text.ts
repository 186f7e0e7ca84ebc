import { createReadStream } from 'node:fs'
import { InvitationsError } from '../ground/errors.ts'
import type { Hint } from '../ground/next-step.ts'
import { inShell } from '../ground/text-for/shell.ts'

const NEW_LINE = 10

type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/**
 * The text of a file or of a stream, in pieces. Only UTF-8 is accepted, with or without a byte order mark: in other
 * encodings, names would be guesses.
 * @param source path of the file, or `-` for a stream
 * @param name of the file in errors
 * @throws InvitationsError `unreadable_file` with the line and the command that converts it
 */
export async function* textOf(source: string, stdin: Bytes, name = source): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }) // results keep the mark
  let [line, isFirst] = [1, true]
  let tail: Uint8Array = new Uint8Array() // possibly the start of a character that continues in the next piece
  for await (const chunk of bytesOf(source, stdin)) {
    if (isFirst) refuseUtf16(chunk, name)
    isFirst = false
    try {
      const text = decoder.decode(chunk, { stream: true })
      if (text !== '') yield text
    } catch {
      throw notUtf8(Buffer.concat([tail, chunk]), line, name)
    }
    for (let at = chunk.indexOf(NEW_LINE); at !== -1; at = chunk.indexOf(NEW_LINE, at + 1)) line++
    tail = chunk.subarray(-3)
  }
  if (isFirst) throw unreadable(`${nameOf(name)} is empty.`, 'Put headings in the first line: email,name,note')
  try {
    decoder.decode()
  } catch {
    throw notUtf8(tail, line, name)
  }
}

/** The same as bytes. @throws InvitationsError `unreadable_file` if the file cannot be read */
export async function* bytesOf(source: string, stdin: Bytes): AsyncGenerator<Uint8Array> {
  const chunks: Bytes = source === '-' ? stdin : createReadStream(source)
  try {
    yield* chunks
  } catch (failure) {
    throw explain(failure, source)
  }
}

function refuseUtf16(start: Uint8Array, source: string): void {
  const [first, second] = start
  const isMarked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  if (isMarked || start.subarray(0, 64).includes(0)) throw wrongEncoding('Line 1 is UTF-16', 'UTF-16', source)
}

/** Finds the line with the first byte that is not UTF-8. */
function notUtf8(bytes: Uint8Array, line: number, source: string): InvitationsError {
  let [valid, invalid] = [0, bytes.length]
  while (valid < invalid) {
    const middle = (valid + invalid + 1) >> 1
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, middle), { stream: true })
      valid = middle
    } catch {
      invalid = middle - 1
    }
  }
  const breaks = bytes.subarray(0, valid).filter((byte) => byte === NEW_LINE).length
  return wrongEncoding(`Line ${line + breaks} is not UTF-8; it may be Windows-1252`, 'WINDOWS-1252', source)
}

function wrongEncoding(found: string, encoding: string, source: string): InvitationsError {
  const file = source === '-' ? 'people.csv' : source
  const converted = `${file.replace(/\.csv$/i, '')}-utf8.csv`
  return unreadable(
    `${found}. Only UTF-8 is read.`,
    `Convert it: iconv -f ${encoding} -t UTF-8 ${inShell(file)} > ${inShell(converted)}   (or save it as “CSV UTF-8” in the spreadsheet)`,
  )
}

function explain(failure: unknown, source: string): unknown {
  if (failure instanceof InvitationsError || !(failure instanceof Error) || !('code' in failure)) return failure
  const sentences: Record<string, string> = {
    ENOENT: 'there is no such file',
    EISDIR: 'it is a folder',
    EACCES: 'you may not read it',
    EPERM: 'you may not read it',
  }
  const why = sentences[String(failure.code)] ?? failure.message
  return unreadable(`${nameOf(source)} cannot be read: ${why}.`, 'Give an .xlsx or CSV file, or - for stdin.', failure)
}

function nameOf(source: string): string {
  return source === '-' ? 'stdin' : source
}

export function unreadable(message: string, hint: Hint, cause?: unknown): InvitationsError {
  return new InvitationsError('unreadable_file', message, { hint, cause })
}
