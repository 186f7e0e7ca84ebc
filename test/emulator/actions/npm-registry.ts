import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** How long a build waits for the registry. Without one, not every Action should wait longer. */
const PATIENCE_MS = 2000

/** Which packages exist, according to the npm registry that this machine uses. */
export class NpmRegistry {
  readonly #known = new Map<string, Promise<boolean>>()
  #address: Promise<string> | undefined

  /**
   * Whether the version exists. It does not if npm does not know its name or number, or if the registry answers 404. If the
   * registry cannot be reached, the version is assumed to exist.
   */
  has(name: string, version: string): Promise<boolean> {
    const key = `${name}@${version}`
    const answer = this.#known.get(key) ?? this.#ask(name, version)
    this.#known.set(key, answer)
    return answer
  }

  async #ask(name: string, version: string): Promise<boolean> {
    if (!/^(@[\w.~-]+\/)?[\w.~-]+$/.test(name) || !/^[\w.+-]+$/.test(version)) return false
    this.#address ??= registryOfMachine()
    try {
      const url = `${await this.#address}/${name.replace('/', '%2f')}/${version}`
      const { status } = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) })
      return status !== 404
    } catch {
      return true
    }
  }
}

/** Found as npm itself finds it: from a variable or from its files. */
async function registryOfMachine(): Promise<string> {
  const given = process.env['npm_config_registry']
  if (given !== undefined) return given.replace(/\/$/, '')
  const asked = promisify(execFile)('npm', ['config', 'get', 'registry'], { timeout: PATIENCE_MS })
  const { stdout } = await asked.catch(() => ({ stdout: '' }))
  return stdout.trim().replace(/\/$/, '')
}
