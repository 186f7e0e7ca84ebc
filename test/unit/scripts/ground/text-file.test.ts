import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { InvitationsError } from '../../../../scripts/ground/errors.ts'
import { readTextFile } from '../../../../scripts/ground/text-file.ts'
import { encodings } from '../../../encodings.ts'

const folder = mkdtempSync(join(tmpdir(), 'text-file-'))
const file = join(folder, 'file')

/** The error about a file that cannot be read. */
function errorOf(path: string): InvitationsError {
  try {
    readTextFile(path)
  } catch (failure) {
    if (failure instanceof InvitationsError) return failure
  }
  throw new Error('nothing was wrong')
}

describe('a text file', () => {
  it.each(Object.entries(encodings))('in %s has the same lines', (_, encode) => {
    const text = 'first=1\nsecond=Größe, 日本, 🙂\n\nlast=x'
    writeFileSync(file, encode(text))
    expect(readTextFile(file).trimEnd()).toBe(text)
  })

  it.each([
    ['no content', []],
    ['a byte order mark of UTF-8', [0xef, 0xbb, 0xbf]],
    ['a byte order mark of UTF-16 LE', [0xff, 0xfe]],
    ['a byte order mark of UTF-16 BE', [0xfe, 0xff]],
  ])('with %s is empty', (_, bytes) => {
    writeFileSync(file, Uint8Array.from(bytes))
    expect(readTextFile(file)).toBe('')
  })

  it.each<[string, Uint8Array, string]>([
    ['Windows-1252', Buffer.from('a=1\nb=2\nname=Zoë\n', 'latin1'), `Line 3 of ${file} is not UTF-8.`],
    ['Windows-1252 in its last line', Buffer.from('a=1\nZoë', 'latin1'), `Line 2 of ${file} is not UTF-8.`],
    ['UTF-16 with half a character', Buffer.from([0xff, 0xfe, 0x61]), 'is not a text file in UTF-8 or UTF-16.'],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), 'is not a text file in UTF-8 or UTF-16.'],
    ['a program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0]), 'is not a text file in UTF-8 or UTF-16.'],
  ])('in %s is refused with what to do', (_, bytes, says) => {
    writeFileSync(file, bytes)
    const { code, message, hint } = errorOf(file)
    expect(code).toBe('unreadable_file')
    expect(message).toContain(says)
    expect(hint).toBe('Save the file as UTF-8 in your editor; Notepad asks for the encoding under “Save as”.')
  })

  it('that does not exist, or is not a file, is refused with this reason', () => {
    const nothing = join(folder, 'nothing')
    expect(errorOf(nothing)).toMatchObject({
      message: `${nothing} cannot be read: there is no such file.`,
      hint: 'Check its name.',
    })
    const place = join(folder, 'folder')
    mkdirSync(place)
    expect(errorOf(place)).toMatchObject({
      message: `${place} cannot be read: it is a folder.`,
      hint: 'There must be a file with this name. Rename the folder, or work in another one.',
    })
  })
})
