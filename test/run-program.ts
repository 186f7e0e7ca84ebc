import { spawn } from 'node:child_process'

export interface Ended {
  exitCode: number
  stdout: string
  stderr: string
}

/**
 * Runs a built program as a user would, in a process with nothing of ours in its environment but `settings`.
 * @param stdio `inherit`: prints directly, and nothing is collected
 */
export function runProgram(
  args: string[],
  settings: Record<string, string>,
  { cwd = process.cwd(), stdio = 'pipe' }: { cwd?: string; stdio?: 'inherit' | 'pipe' } = {},
): Promise<Ended> {
  const { PATH, HOME } = process.env
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...(PATH && { PATH }), ...(HOME && { HOME }), ...settings },
    stdio: ['ignore', stdio, stdio],
  })
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ exitCode: code ?? 1, stdout, stderr }))
  })
}
