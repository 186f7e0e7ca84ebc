import { readFileSync } from 'node:fs'
import { InvitationsError } from './errors.ts'

/**
 * The text of a file that people may have written with any editor: UTF-8 with or without a byte order mark, or UTF-16
 * (Notepad's “Unicode”, PowerShell's `>`). All line endings become \n.
 * @throws InvitationsError `unreadable_file`
 */
export function readTextFile(file: string): string {
  return decode(bytesOf(file), file).replace(/\r\n?/g, '\n')
}

/**
 * The exact text of a file in which only some lines will be changed, with its byte order mark and line endings.
 * @throws InvitationsError `unreadable_file`, also for UTF-16
 */
export function readExactText(file: string): string {
  const bytes = bytesOf(file)
  const text = bytes.length === 0 ? '' : decode(bytes, file)
  if (encodingOf(bytes) !== 'utf-8') throw notText(`${file} is in UTF-16, so it was not changed`)
  return Buffer.from(bytes).subarray(0, 3).equals(BYTE_ORDER_MARK) ? `\uFEFF${text}` : text
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf])

function bytesOf(file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch (failure) {
    const code = failure instanceof Error && 'code' in failure ? String(failure.code) : ''
    const [why, hint] = sentences[code] ?? [failure instanceof Error ? failure.message : String(failure), TRY_OTHERWISE]
    throw new InvitationsError('unreadable_file', `${file} cannot be read: ${why}.`, { hint, cause: failure })
  }
}

const TRY_OTHERWISE = 'Give yourself permission to read it, or move it away.'
const sentences: Readonly<Record<string, readonly [why: string, hint: string]>> = {
  ENOENT: ['there is no such file', 'Check its name.'],
  EISDIR: ['it is a folder', 'There must be a file with this name. Rename the folder, or work in another one.'],
  EACCES: ['you may not read it', TRY_OTHERWISE],
  EPERM: ['you may not read it', TRY_OTHERWISE],
}

function decode(bytes: Uint8Array, file: string): string {
  const encoding = encodingOf(bytes)
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
    if (!text.includes('\0')) return text
  } catch {
    if (encoding === 'utf-8') throw notText(`Line ${firstWrongLine(bytes)} of ${file} is not UTF-8`)
  }
  throw notText(`${file} is not a text file in UTF-8 or UTF-16`)
}

/** Judged by the byte order mark. Without one, a first ASCII character shows it, as in settings and JSON. */
function encodingOf([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le'
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return 'utf-16be'
  return 'utf-8'
}

function firstWrongLine(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let line = 1
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, start)
    const next = end === -1 ? bytes.length : end + 1
    try {
      decoder.decode(bytes.subarray(start, next))
    } catch {
      break
    }
    start = next
  }
  return line
}

function notText(what: string): InvitationsError {
  const hint = 'Save the file as UTF-8 in your editor; Notepad asks for the encoding under “Save as”.'
  return new InvitationsError('unreadable_file', `${what}.`, { hint })
}
