import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** How long a build waits for the registry; who has none at hand does not wait longer for every Action. */
const PATIENCE_MS = 2000

/** Which packages there are, by the npm registry that this machine uses. */
export class NpmRegistry {
  readonly #known = new Map<string, Promise<boolean>>()
  #address: Promise<string> | undefined

  /**
   * Whether the version is there: not when its name or number is none that npm knows, or when the registry says 404. A
   * registry that cannot be reached says nothing, so it is taken to be there.
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

/** As npm itself would find it: a variable, or its files. */
async function registryOfMachine(): Promise<string> {
  const given = process.env['npm_config_registry']
  if (given !== undefined) return given.replace(/\/$/, '')
  const asked = promisify(execFile)('npm', ['config', 'get', 'registry'], { timeout: PATIENCE_MS })
  const { stdout } = await asked.catch(() => ({ stdout: '' }))
  return stdout.trim().replace(/\/$/, '')
}
