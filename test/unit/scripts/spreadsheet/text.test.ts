import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { textOf } from '../../../../scripts/spreadsheet/text.ts'

async function* pieces(...bytes: (string | number[])[]): AsyncGenerator<Uint8Array> {
  for (const piece of bytes) yield await Promise.resolve(Buffer.from(piece as string))
}

async function read(...bytes: (string | number[])[]): Promise<string> {
  const texts: string[] = []
  for await (const text of textOf('-', pieces(...bytes))) texts.push(text)
  return texts.join('')
}

describe('the text of a file', () => {
  it('is UTF-8, even if a piece ends in the middle of a character', async () => {
    const [start = 0, ...rest] = Buffer.from('é')
    expect(await read('email\nRen', [start], rest, '@')).toBe('email\nRené@')
  })

  it('keeps its byte order mark, so that a result can begin with one, too', async () => {
    expect(await read('\ufeffemail')).toBe('\ufeffemail')
  })

  it.each([
    ['with a mark', [0xff, 0xfe, 0x65, 0]],
    ['in the other byte order', [0xfe, 0xff, 0, 0x65]],
    ['without a mark', [0x65, 0, 0x6d, 0]],
  ])('in UTF-16 is refused with the command that converts it: %s', async (_, bytes) => {
    await expect(read(bytes)).rejects.toMatchObject({
      code: 'unreadable_file',
      message: 'Line 1 is UTF-16. Only UTF-8 is read.',
      hint: expect.stringContaining('iconv -f UTF-16 -t UTF-8 people.csv > people-utf8.csv') as string,
    })
  })

  it('in Windows-1252 is refused with the line of the first such byte', async () => {
    await expect(read('email,name\na@x.com,A\n', 'b@x.com,Ren', [0xe9, 0x0a])).rejects.toMatchObject({
      message: 'Line 3 is not UTF-8; it may be Windows-1252. Only UTF-8 is read.',
      hint: expect.stringContaining('iconv -f WINDOWS-1252 -t UTF-8') as string,
    })
  })

  it('that ends in the middle of a character is refused', async () => {
    await expect(read('a\nb', [0xc3])).rejects.toMatchObject({ message: expect.stringContaining('Line 2') as string })
  })

  it.each([
    ['an empty file', '', 'is empty'],
    ['a folder', undefined, 'it is a folder'],
  ])('of %s is a clear error', async (_, content, sentence) => {
    const folder = mkdtempSync(join(tmpdir(), 'csv-'))
    const file = content === undefined ? folder : join(folder, 'people.csv')
    if (content !== undefined) writeFileSync(file, content)
    await expect(textOf(file, pieces()).next()).rejects.toMatchObject({
      code: 'unreadable_file',
      message: expect.stringContaining(sentence) as string,
    })
  })

  it('of a missing file is a clear error', async () => {
    await expect(textOf('none.csv', pieces()).next()).rejects.toMatchObject({
      message: 'none.csv cannot be read: there is no such file.',
    })
  })
})
