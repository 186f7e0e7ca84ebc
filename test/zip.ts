import { crc32, deflateRawSync } from 'node:zlib'

/** What an archive claims about a part, instead of the truth. */
export interface Claimed {
  size?: number
  checksum?: number
}

/**
 * A ZIP archive, each part deflated but `mimetype`, which OpenDocument wants as it is.
 * @param claims what it says about parts, instead of the truth
 */
export function zip(
  parts: Readonly<Record<string, string | Buffer>>,
  claims: Readonly<Record<string, Claimed>> = {},
): Buffer {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const [name, content] of Object.entries(parts)) {
    const bytes = Buffer.from(content)
    const isStored = name === 'mimetype'
    const packed = isStored ? bytes : deflateRawSync(bytes)
    const { size = bytes.length, checksum = crc32(bytes) } = claims[name] ?? {}
    const about = Buffer.alloc(26)
    about.writeUInt16LE(20, 0) // version
    about.writeUInt16LE(isStored ? 0 : 8, 4)
    about.writeUInt32LE(checksum, 10)
    about.writeUInt32LE(packed.length, 14)
    about.writeUInt32LE(size, 18)
    about.writeUInt16LE(name.length, 22)
    const place = Buffer.alloc(14)
    place.writeUInt32LE(at, 10)
    const file = Buffer.concat([Buffer.from('PK\x03\x04'), about, Buffer.from(name), packed])
    files.push(file)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), about, place, Buffer.from(name)]))
    at += file.length
  }
  const end = Buffer.alloc(18)
  end.writeUInt16LE(files.length, 4)
  end.writeUInt16LE(files.length, 6)
  end.writeUInt32LE(Buffer.concat(directory).length, 8)
  end.writeUInt32LE(at, 12)
  return Buffer.concat([...files, ...directory, Buffer.from('PK\x05\x06'), end])
}
