import crypto, { type BinaryLike } from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'

/**
 * In every test process, Node's scrypt computes each hash once: it is slow on purpose, and a plan asks for the same hash
 * of the same secrets again and again. What it answers stays the same.
 */
const { scryptSync } = crypto
const known = new Map<string, Buffer>()

if (scryptSync.name !== 'scryptOnce') {
  const scryptOnce = (...args: [password: BinaryLike, salt: BinaryLike, length: number]): Buffer => {
    const asked = JSON.stringify(args)
    const hash = known.get(asked) ?? scryptSync(...args)
    known.set(asked, hash)
    return Buffer.from(hash)
  }
  crypto.scryptSync = scryptOnce as typeof scryptSync
  syncBuiltinESMExports()
}
