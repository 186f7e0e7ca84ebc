// `npm run mutation`: breaks actions/ in every small way that Stryker knows, and checks that a test of test/unit/actions
// notices. Stryker is not in the main lock (it has 160 packages): it is installed beside the build, from the lock here.
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'

const place = 'dist/mutation'

function run(program, args, cwd) {
  // Every test that touches a break runs for it, even property tests, so a tenth of their cases is enough.
  const env = { PROPERTY_RUNS: '200', ...process.env }
  const { status, error } = spawnSync(program, args, { cwd, env, stdio: 'inherit' })
  if (error) throw error
  if (status !== 0) process.exit(status ?? 1)
}

/** npm writes this file last, so it shows a complete install; a changed lock needs a new one. */
function isInstalled() {
  const installed = `${place}/package-lock.json`
  return (
    existsSync(`${place}/node_modules/.package-lock.json`) &&
    readFileSync(installed, 'utf8') === readFileSync('test/mutation/package-lock.json', 'utf8')
  )
}

if (!isInstalled()) {
  mkdirSync(place, { recursive: true })
  for (const file of ['package.json', 'package-lock.json', '.npmrc'])
    copyFileSync(`test/mutation/${file}`, `${place}/${file}`)
  run('npm', ['ci'], place)
}
run(process.execPath, [
  `${place}/node_modules/@stryker-mutator/core/bin/stryker.js`,
  'run',
  'test/mutation/stryker.config.json',
  ...process.argv.slice(2),
])
