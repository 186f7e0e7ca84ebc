import crypto, { createHash, type BinaryLike } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire, syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import type { BuildOptions, BuildResult } from 'esbuild'

// A test process runs hundreds of commands that would each be a process. What they compute slowly from the same input, and
// with the same outcome, is computed once: Node's scrypt, which is slow on purpose, and esbuild's bundles of the Actions.

const { scryptSync } = crypto
const hashes = new Map<string, Buffer>()

crypto.scryptSync = ((...args: [password: BinaryLike, salt: BinaryLike, length: number]): Buffer => {
  const asked = JSON.stringify(args)
  const hash = hashes.get(asked) ?? scryptSync(...args)
  hashes.set(asked, hash)
  return Buffer.from(hash)
}) as typeof scryptSync
syncBuiltinESMExports()

const require = createRequire(import.meta.url)
const esbuild = require('esbuild') as typeof import('esbuild')
const bundles = new Map<string, Promise<BuildResult>>()

const build = (options: BuildOptions): Promise<BuildResult> => {
  if (options.write !== false) return esbuild.build(options)
  const asked = JSON.stringify([options, sourcesIn(join(options.absWorkingDir ?? '', 'actions'))])
  const bundle = bundles.get(asked) ?? esbuild.build(options)
  bundles.set(asked, bundle)
  return bundle
}
const loaded = require.cache[require.resolve('esbuild')]
if (loaded) loaded.exports = { ...esbuild, build }

/** A hash of everything that a bundle is made from. */
function sourcesIn(folder: string): string {
  const hash = createHash('sha256')
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) hash.update(entry.name).update(readFileSync(join(entry.parentPath, entry.name)))
  }
  return hash.digest('base64')
}
