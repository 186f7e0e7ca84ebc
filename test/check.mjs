// `npm run check`: types, lint and format side by side; prints what each found and fails when one does.
import { spawn } from 'node:child_process'

const checks = {
  types: ['tsc', '--noEmit'],
  lint: ['eslint', '--config', 'test/eslint.config.js', '--max-warnings', '0', '.'],
  format: ['prettier', '--check', '--log-level', 'warn', '.'],
}

function run(name, [program, ...args]) {
  const child = spawn(`node_modules/.bin/${program}`, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stdout.on('data', (chunk) => (said += chunk))
  child.stderr.on('data', (chunk) => (said += chunk))
  return new Promise((resolve) => child.on('close', (code) => resolve({ name, code, said })))
}

const results = await Promise.all(Object.entries(checks).map(([name, command]) => run(name, command)))
for (const { name, code, said } of results) {
  console.log(`${name}: ${code === 0 ? 'ok' : 'failed'}`)
  if (code !== 0) console.log(said)
}
process.exitCode = results.every(({ code }) => code === 0) ? 0 : 1
