import { createInflateRaw, crc32 } from 'node:zlib'
import { damaged, tooLarge } from './refuse.ts'

/** A file in the archive, which is what a workbook is. */
interface Part {
  isCompressed: boolean
  /** Unpacked size in bytes, according to the archive. More is never unpacked. */
  size: number
  checksum: number
  packed: Uint8Array
}

/** The most unpacked bytes of a sheet. A million rows have 300 MB. */
const LARGEST_SHEET_BYTES = 1_000_000_000
/** The same for the texts that cells share, which are all in memory. */
const LARGEST_TEXTS_BYTES = 100_000_000
/** The same for the other parts that are read, which are short lists. */
const LARGEST_LIST_BYTES = 20_000_000
/** The most tags of a part that is in memory, because each becomes an object. A million texts have four million. */
const MOST_TAGS = 8_000_000

/** @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.7, 4.3.12, 4.3.16 and 4.4.5 */
const [END_OF_DIRECTORY, END_BYTES, LONGEST_COMMENT] = [0x06054b50, 22, 65_535]
const [ENTRY, ENTRY_BYTES, LOCAL_HEADER_BYTES] = [0x02014b50, 46, 30]
const [STORED, DEFLATED] = [0, 8]
const TAG = '<'.charCodeAt(0)
/** A size of at least 4 GB, which is stored elsewhere. */
const TOO_LARGE_TO_SAY = 0xffffffff

/**
 * The parts of a workbook that are read. None is unpacked beyond the size that it states, nor beyond the size of a real
 * workbook: an archive of a few kilobytes can hold gigabytes.
 */
export class Parts {
  readonly #parts: ReadonlyMap<string, Part>
  readonly #source: string

  /** @throws InvitationsError `unreadable_file` if it is not an archive, is damaged, or has parts that are too large */
  constructor(bytes: Buffer, source: string) {
    this.#source = source
    try {
      this.#parts = partsIn(bytes, source)
    } catch (cause) {
      throw cause instanceof RangeError ? damaged(source, 'it is cut off', cause) : cause
    }
  }

  has(name: string): boolean {
    return this.#parts.has(name)
  }

  /** The names of all parts. */
  get names(): string[] {
    return [...this.#parts.keys()]
  }

  /** @throws InvitationsError `unreadable_file` */
  async text(name: string): Promise<string> {
    const pieces: Uint8Array[] = []
    for await (const piece of this.pieces(name)) pieces.push(piece)
    return Buffer.concat(pieces).toString('utf8')
  }

  /** Checks whether a part that will be in memory as a whole fits. @throws InvitationsError `unreadable_file` */
  async requireFewTags(name: string): Promise<void> {
    let tags = 0
    for await (const piece of this.pieces(name)) {
      for (let at = piece.indexOf(TAG); at !== -1; at = piece.indexOf(TAG, at + 1)) tags++
      if (tags > MOST_TAGS) throw tooLarge(this.#source, `its part ${name} has more than ${MOST_TAGS} tags`)
    }
  }

  /** The part in pieces, complete once the last one has arrived. @throws InvitationsError `unreadable_file` */
  async *pieces(name: string): AsyncGenerator<Buffer> {
    const part = this.#parts.get(name)
    if (part === undefined) throw damaged(this.#source, `its part ${name} is missing`)
    const inflate = createInflateRaw()
    inflate.end(part.packed)
    let [size, checksum] = [0, 0]
    try {
      for await (const piece of part.isCompressed ? (inflate as AsyncIterable<Buffer>) : [Buffer.from(part.packed)]) {
        size += piece.length
        if (size > part.size) break
        checksum = crc32(piece, checksum)
        yield piece
      }
    } catch (cause) {
      throw damaged(this.#source, `its part ${name} cannot be unpacked`, cause)
    } finally {
      inflate.destroy()
    }
    if (size !== part.size || checksum !== part.checksum) throw damaged(this.#source, `its part ${name} is incomplete`)
  }
}

function partsIn(archive: Buffer, source: string): Map<string, Part> {
  const parts = new Map<string, Part>()
  const end = endOf(archive)
  if (end === -1) throw damaged(source, 'it is cut off')
  let at = archive.readUInt32LE(end + 16)
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    if (archive.readUInt32LE(at) !== ENTRY) throw damaged(source, 'its directory is broken')
    const nameBytes = archive.readUInt16LE(at + 28)
    const name = archive.toString('utf8', at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes)
    parts.set(name, partAt(archive, at))
    at += ENTRY_BYTES + nameBytes + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32)
  }
  for (const [name, { size }] of parts) refuseTooLarge(name, size, source)
  return parts
}

/** Position of the directory's end. A comment may follow it. */
function endOf(archive: Buffer): number {
  const first = Math.max(0, archive.length - END_BYTES - LONGEST_COMMENT)
  for (let at = archive.length - END_BYTES; at >= first; at--)
    if (archive.readUInt32LE(at) === END_OF_DIRECTORY) return at
  return -1
}

/** @param at position of its entry in the directory */
function partAt(archive: Buffer, at: number): Part {
  const [method, checksum] = [archive.readUInt16LE(at + 10), archive.readUInt32LE(at + 16)]
  const [packedSize, size, header] = [20, 24, 42].map((offset) => archive.readUInt32LE(at + offset)) as Triple
  const start = header + LOCAL_HEADER_BYTES + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28)
  if (start + packedSize > archive.length) throw new RangeError('beyond the end')
  // Without a size, the library that reads the cells would search for one further on and believe it.
  const isEmpty = packedSize === 0 && size === 0
  if ((method !== STORED && method !== DEFLATED) || (!isEmpty && (packedSize === 0 || size === 0)))
    return { isCompressed: false, size: TOO_LARGE_TO_SAY, checksum, packed: new Uint8Array() }
  return { isCompressed: method === DEFLATED, size, checksum, packed: archive.subarray(start, start + packedSize) }
}

type Triple = [number, number, number]

/** Parts that are never read (pictures, drawings) may have any size. */
function refuseTooLarge(name: string, size: number, source: string): void {
  if (!/(\.rels|\.xml)$/i.test(name)) return
  const limit = /worksheets\//i.test(name)
    ? LARGEST_SHEET_BYTES
    : /sharedStrings/i.test(name)
      ? LARGEST_TEXTS_BYTES
      : LARGEST_LIST_BYTES
  if (size <= limit) return
  throw tooLarge(source, `its part ${name} would unpack to more than ${limit / 1_000_000} MB`)
}
