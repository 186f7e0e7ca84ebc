// Runs the steps of a workflow's job on this machine: `node test/run-workflow.mjs .github/workflows/deploy.yml staging`.
// GitHub's own steps (`uses:`), installing and building are left out. Secrets and inputs are variables of the environment,
// like AUTH0_CLIENT_SECRET; as on a runner, a step sees a secret only if its `env:` names it.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

const [file = '', name = ''] = process.argv.slice(2)
const text = readFileSync(file, 'utf8')
const job = parse(text).jobs?.[name]
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

const secrets = new Set([...text.matchAll(/\bsecrets\.(\w+)/g)].map(([, secret]) => secret))
const withoutSecrets = Object.fromEntries(Object.entries(process.env).filter(([key]) => !secrets.has(key)))

for (const { run, env } of job.steps) {
  if (run === undefined || /^npm (ci|run build)\b/.test(run)) continue
  console.error(`> ${run.trim()}`)
  const { status } = spawnSync('bash', ['-eo', 'pipefail', '-c', run], {
    stdio: 'inherit',
    env: { ...withoutSecrets, ...filled(job.env), ...filled(env) },
  })
  if (status !== 0) process.exit(status ?? 1)
}
