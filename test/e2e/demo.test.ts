import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { runProgram } from '../run-program.ts'

/** What differs from run to run: instants, ids, ports, sizes. */
function withoutTheRun(output: string): string {
  return output
    .replace(/localhost:\d+/g, 'localhost:PORT')
    .replace(/inv_[0-9a-f]{32}/g, 'inv_ID')
    .replace(/auth0\|invited_[0-9a-f]{32}/g, 'auth0|invited_ID')
    .replace(/ticket=\w{32}/g, 'ticket=TICKET')
    .replace(/"client_id": "\w{32}"/g, '"client_id": "CLIENT"')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, 'INSTANT')
    .replace(/\d{1,2} [A-Z][a-z]+ \d{4}, \d\d:\d\d UTC/g, 'DAY')
    .replace(/\(\d+ bytes\)/g, '(BYTES bytes)')
    .trim()
}

it('the demo ends with exit code 0 and prints what docs/demo.md shows', async () => {
  const ended = await runProgram(['dist/demo.js'], {})
  expect(ended.stderr).toBe('')
  expect(ended.exitCode).toBe(0)
  const [, onThePage = ''] = /<!-- demo:.*?-->\n```text\n([\s\S]*?)```/.exec(readFileSync('docs/demo.md', 'utf8')) ?? []
  expect(withoutTheRun(ended.stdout)).toBe(withoutTheRun(onThePage))
})

it('the bulk demo loses nobody and mails nobody twice, although it is killed in the middle', async () => {
  const { exitCode, stdout, stderr } = await runProgram(['dist/demo.js', '--bulk'], {})
  expect(stderr).toBe('')
  expect(stdout).toContain('1000 invited, 0 lost, 0 twice')
  expect(exitCode).toBe(0)
})
