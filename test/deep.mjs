// `npm run test:deep`: runs the product's stories under every value of every switch of the local tenant, one switch at a
// time, and with searches that are behind. The first run uses the defaults and shows which switches matter to each story: a
// story whose tenant never reads a switch ends the same with its other values, and is not run again for it. Then it runs the
// tests with random values, many times over. The defaults can come from a facts file, which LOCAL_TENANT_FACTS names.
// Prints a line for each run, and the failures. PROPERTY_SEED repeats the random values, and words choose the runs whose
// line has one of them: `npm run test:deep -- superseded order`.
import { randomInt } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { build } from 'esbuild'

const { outputFiles } = await build({
  stdin: {
    contents: `export * from './emulator/assumptions.ts'; export * from './assumed.ts'`,
    resolveDir: 'test',
  },
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'node',
})
const { assumptions, assumedByStories } = await import(
  `data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`
)

const report = 'dist/test-report.json'
const vitest = [
  ...['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.ts'],
  ...['--testTimeout', '1200000', '--hookTimeout', '1200000'], // a million cases, on a machine that may be busy
  ...['--reporter', 'dot', '--reporter', 'json'],
]
// The local tenant's own stories test what each value does, and set their switches themselves.
const stories = ['test/e2e', '--exclude', 'test/e2e/local-tenant*']
let failures = 0
const usual = assumedByStories()
const switches = Object.entries(assumptions).flatMap(([name, { values }]) =>
  values.filter((value) => value !== usual[name]).map((value) => ({ name, circumstances: `${name}=${value}` })),
)
const late = 'searches 5 s behind'
const staged = [...switches.map(({ circumstances }) => circumstances), late].some(isWanted) ? tellWithDefaults() : []
for (const { name, circumstances } of switches) {
  tell(
    circumstances,
    { LOCAL_TENANT_ASSUME: circumstances },
    storiesOf((looked) => looked.includes(name)),
  )
}
tell(
  late,
  { LOCAL_TENANT_SEARCH_DELAY: '5' },
  storiesOf(() => true),
)

const PROPERTY_SEED = process.env.PROPERTY_SEED ?? String(randomInt(2 ** 31))
for (const [tests, PROPERTY_RUNS] of Object.entries({
  'test/unit/actions/any-account': '100000',
  'test/unit/scripts/invitations/index': '100000',
  'test/e2e/any-story': '500',
  'test/e2e/local-tenant-bad-input': '20000',
})) {
  tell(`${tests} PROPERTY_RUNS=${PROPERTY_RUNS} PROPERTY_SEED=${PROPERTY_SEED}`, { PROPERTY_SEED, PROPERTY_RUNS }, [
    tests,
  ])
}

tell('verify with each door broken', { DOORS: 'all' }, ['test/e2e/verify-broken-doors'])

tell('every order of reads and writes', { ORDERS: 'all' }, [
  'test/unit/scripts/invitations/orders',
  'test/e2e/two-at-once',
])

tell('100 deploys of the same, and every cut', { DEPLOYS: '100' }, ['test/e2e/deploy-plan', 'test/e2e/deploy-faults'])

// Limits come back by the machine's time, so this runs alone.
const table = tell('every command on every plan, beside others', { PLANS: 'all' }, ['test/e2e/limits'])
console.log(
  table
    .split('\n')
    .filter((line) => line.includes('\t'))
    .join('\n'),
)

/** @returns each story with a stage, and the switches that mattered to it; nothing if a story failed */
function tellWithDefaults() {
  const notes = 'dist/switches.jsonl'
  mkdirSync('dist', { recursive: true })
  rmSync(notes, { force: true })
  const failed = failures
  run('as it is without any switch', { SWITCHES_NOTED_IN: notes }, stories)
  if (failures > failed) return []
  return readFileSync(notes, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

/** The stories to run again: all, if it is not known which switches matter. */
function storiesOf(matters) {
  if (staged.length === 0) return stories
  return [...new Set(staged.filter(({ switches }) => matters(switches)).map(({ story }) => story))]
}

function isWanted(circumstances) {
  const words = process.argv.slice(2)
  return words.length === 0 || words.some((word) => circumstances.includes(word))
}

function tell(circumstances, settings, tests) {
  if (!isWanted(circumstances)) return ''
  if (tests.length > 0) return run(circumstances, settings, tests)
  console.log(`${circumstances}: matters to no story`)
  return ''
}

function run(circumstances, settings, tests) {
  rmSync(report, { force: true })
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [...vitest, ...tests], {
    env: { ...process.env, ...settings },
    encoding: 'utf8',
    maxBuffer: 100 * 2 ** 20,
  })
  console.log(`${circumstances}: ${status === 0 ? `ok, ${counted()}` : `failed (${signal ?? status})`}`)
  if (status !== 0) console.log(stdout, stderr)
  failures += status === 0 ? 0 : 1
  return stdout
}

function counted() {
  const { numPassedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'))
  return `${numPassedTests} passed in ${testResults.length} files`
}
process.exitCode = failures === 0 ? 0 : 1
