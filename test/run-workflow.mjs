// The steps of a workflow's job on this machine: `node test/run-workflow.mjs .github/workflows/deploy.yml staging`.
// What GitHub does by itself (`uses:`) and installing are left out; secrets and inputs are variables of the environment.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

const [file = '', name = ''] = process.argv.slice(2)
const job = parse(readFileSync(file, 'utf8')).jobs?.[name]
if (job === undefined) {
  console.error(`${file} has no job ${name}.`)
  process.exit(2)
}

/** `${{ secrets.NAME }}` and `${{ inputs.name }}` */
const filled = (values = {}) =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      String(value).replace(/\$\{\{ (?:secrets|inputs)\.(\w+) \}\}/g, (_, variable) => process.env[variable] ?? ''),
    ]),
  )

for (const { run, env } of job.steps) {
  if (run === undefined || run === 'npm ci') continue
  console.error(`> ${run.trim()}`)
  const { status } = spawnSync('bash', ['-eo', 'pipefail', '-c', run], {
    stdio: 'inherit',
    env: { ...process.env, ...filled(job.env), ...filled(env) },
  })
  if (status !== 0) process.exit(status ?? 1)
}
