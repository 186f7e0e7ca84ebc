// npm's scripts load this before a program of dist/. If nothing is built yet, Node alone would print a stack trace.
'use strict'
const { existsSync } = require('node:fs')
const { join } = require('node:path')

const folder = join(__dirname, '..')
if (!existsSync(join(folder, 'dist', 'invitations.cjs'))) {
  const isInstalled = existsSync(join(folder, 'node_modules', 'esbuild'))
  console.error(`The program is not built yet. In ${folder}, run: ${isInstalled ? 'npm run build' : 'npm ci'}`)
  process.exit(2)
}
