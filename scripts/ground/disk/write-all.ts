import { write } from 'node:fs'
import { promisify } from 'node:util'

const writeTo = promisify(write)

/** Writes all bytes, because the system may write less than it is given. */
export async function writeAll(file: number, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += (await writeTo(file, bytes, at)).bytesWritten
}
