// `npm run test:deep`: the product's stories under every value of every switch of the local tenant, one switch at a time, and
// with searches that are behind; the defaults are what `npm test` runs. Then what is made up from a seed, many times over.
// Prints a line per run, and what failed; PROPERTY_SEED repeats what was made up, and words choose runs whose line has one of
// them: `npm run test:deep -- superseded order`.
import { randomInt } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { build } from 'esbuild'

const { outputFiles } = await build({
  entryPoints: ['test/emulator/assumptions.ts'],
  bundle: true,
  write: false,
  format: 'esm',
})
const { assumptions } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`)

const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.ts', '--reporter', 'dot']
// The local tenant's own stories tell what each value does; they set their switches themselves.
const stories = ['test/e2e', '--exclude', 'test/e2e/local-tenant*']
let failures = 0
for (const [name, { values }] of Object.entries(assumptions)) {
  for (const value of values.slice(1)) tell(`${name}=${value}`, { LOCAL_TENANT_ASSUME: `${name}=${value}` })
}
tell('searches 5 s behind', { LOCAL_TENANT_SEARCH_DELAY: '5' })

const PROPERTY_SEED = process.env.PROPERTY_SEED ?? String(randomInt(2 ** 31))
for (const [tests, PROPERTY_RUNS] of Object.entries({
  'test/unit/actions/any-account': '100000',
  'test/unit/scripts/library/index': '100000',
  'test/e2e/any-story': '500',
  'test/e2e/local-tenant-bad-input': '20000',
})) {
  tell(`${tests} PROPERTY_RUNS=${PROPERTY_RUNS} PROPERTY_SEED=${PROPERTY_SEED}`, { PROPERTY_SEED, PROPERTY_RUNS }, [
    tests,
  ])
}

tell('every order of reads and writes', { ORDERS: 'all' }, ['test/unit/scripts/library/orders', 'test/e2e/two-at-once'])

tell('100 deploys of the same, and every cut', { DEPLOYS: '100' }, ['test/e2e/deploy-plan', 'test/e2e/deploy-faults'])

// Limits come back by the machine's time, so its table is made while nothing else runs.
const table = tell('every command on every plan, beside others', { PLANS: 'all' }, ['test/e2e/limits'])
console.log(
  table
    .split('\n')
    .filter((line) => line.includes('\t'))
    .join('\n'),
)

function tell(circumstances, settings, tests = stories) {
  const words = process.argv.slice(2)
  if (words.length > 0 && !words.some((word) => circumstances.includes(word))) return ''
  const { status, stdout, stderr } = spawnSync(process.execPath, [...vitest, ...tests], {
    env: { ...process.env, ...settings },
    encoding: 'utf8',
    maxBuffer: 100 * 2 ** 20,
  })
  console.log(`${circumstances}: ${status === 0 ? 'ok' : 'failed'}`)
  if (status !== 0) console.log(stdout, stderr)
  failures += status === 0 ? 0 : 1
  return stdout
}
process.exitCode = failures === 0 ? 0 : 1
