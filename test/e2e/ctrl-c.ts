import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** Presses Ctrl-C, and waits until the program has noticed it. After that, nothing else begins. */
export async function pressCtrlC(child: ChildProcess): Promise<void> {
  if (child.stderr === null) throw new Error('It has no stderr.')
  let said = ''
  const listen = (part: Buffer) => (said += String(part))
  child.stderr.on('data', listen)
  child.kill('SIGINT')
  while (!said.includes('Stopping after the current step.')) await once(child.stderr, 'data')
  child.stderr.off('data', listen)
}
