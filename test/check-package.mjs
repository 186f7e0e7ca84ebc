// `npm run check:package`: checks that the packed package resolves as bundlers, Node and TypeScript want it. It is not part
// of the tests, because its tools come from the registry and are not dependencies.
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'

const run = (command, ...args) => spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

const [{ filename }] = JSON.parse(run('npm', 'pack', '--json', '--silent').stdout)
const checks = [
  ['publint@0.3.25', 'run', '--strict', filename],
  ['@arethetypeswrong/cli@0.18.5', filename],
]
for (const [tool, ...args] of checks) {
  const { status, stdout } = run('npx', '--yes', tool, ...args)
  console.log(stdout)
  if (status !== 0) process.exitCode = 1
}
rmSync(filename)
