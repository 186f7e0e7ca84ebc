// `npm run check`: types, lint and format side by side; prints what each found and fails when one does.
// `npm test`: the same beside the tests, which mostly wait for other processes.
import { spawn } from 'node:child_process'
import { ensureBrowser } from './browser/find-browser.mjs'

const checks = {
  types: ['tsc', '--noEmit'],
  lint: ['eslint', '--config', 'test/eslint.config.js', '--max-warnings', '0', '.'],
  format: ['prettier', '--check', '--log-level', 'warn', '.'],
}
const tests = ['vitest', 'run', '--config', 'test/vitest.config.ts']

/** Keeps what a program says until it ended, unless it may write to the terminal itself. */
function run(name, [program, ...args], output = 'pipe') {
  const child = spawn(`node_modules/.bin/${program}`, args, { stdio: ['ignore', output, output] })
  let said = ''
  child.stdout?.on('data', (chunk) => (said += chunk))
  child.stderr?.on('data', (chunk) => (said += chunk))
  return new Promise((resolve) => child.on('close', (code) => resolve({ name, code, said })))
}

const [what, ...files] = process.argv.slice(2)
if (what === '--with-tests' && !ensureBrowser()) process.exit(1)
const running = Object.entries(checks).map(([name, command]) => run(name, command))
if (what === '--with-tests') running.unshift(run('tests', [...tests, ...files], 'inherit'))

const results = await Promise.all(running)
for (const { name, code, said } of results) {
  console.log(`${name}: ${code === 0 ? 'ok' : 'failed'}`)
  if (code !== 0) console.log(said)
}
process.exitCode = results.every(({ code }) => code === 0) ? 0 : 1
