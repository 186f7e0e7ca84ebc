// `npm run check`: types, lint, format and unused code, at the same time; prints what each found, and fails if one does.
import { spawn } from 'node:child_process'

const checks = {
  types: ['tsc', '--noEmit'],
  lint: ['eslint', '--config', 'test/eslint.config.js', '--max-warnings', '0', '.'],
  format: ['prettier', '--check', '--log-level', 'warn', '.'],
  'nothing unused': ['knip', '--config', 'test/knip.json', '--no-progress', '--treat-config-hints-as-errors'],
}

/** Keeps a program's output until it has ended, so that two do not mix. */
async function run([name, [program, ...args]]) {
  const child = spawn(`node_modules/.bin/${program}`, args)
  let said = ''
  child.stdout.on('data', (chunk) => (said += chunk))
  child.stderr.on('data', (chunk) => (said += chunk))
  const code = await new Promise((resolve) => child.on('close', resolve))
  console.log(`${name}: ${code === 0 ? 'ok' : `failed\n${said}`}`)
  return code === 0
}

const passed = await Promise.all(Object.entries(checks).map(run))
process.exitCode = passed.every(Boolean) ? 0 : 1
