import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { actionSources, bundleActions } from '../../../../../scripts/deployments/declared/bundle.ts'

/** What tenant/actions/<name>.json says about an Action. */
interface Declared {
  name: string
  code: string
  supported_triggers: { id: string }[]
}

describe.each(actionSources())('the Action $name', ({ name, trigger }) => {
  let sizes: Record<string, number>
  let code: string

  beforeAll(async () => {
    sizes = await bundleActions()
    code = readFileSync(`tenant/actions/${name}/code.js`, 'utf8')
  })

  it('is declared under the name and trigger of its file', () => {
    const declared = JSON.parse(readFileSync(`tenant/actions/${name}.json`, 'utf8')) as Declared
    expect(declared).toMatchObject({ name, code: `./actions/${name}/code.js`, supported_triggers: [{ id: trigger }] })
  })

  it('is bound to its trigger', () => {
    const triggers = JSON.parse(readFileSync('tenant/triggers/triggers.json', 'utf8')) as Record<string, unknown>
    expect(triggers[trigger]).toContainEqual({ action_name: name, display_name: name })
  })

  // Auth0 allows 100 kB. Of ours, the refusals in seven languages take 6 kB.
  it('takes at most 26 kB', () => {
    expect(sizes[name]).toBeLessThanOrEqual(26_624)
  })

  it('is readable CommonJS without dependencies or helpers', () => {
    expect(code).toMatch(/^exports\.onExecute\w+ = onExecute\w+;$/m)
    expect(code).not.toMatch(/\brequire\(|\bimport\b|__toCommonJS|__export/)
    expect(code).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u) // no invisible characters
    expect(Math.max(...code.split('\n').map((line) => line.length))).toBeLessThan(200)
  })

  it('is the same, byte for byte, each time it is built', async () => {
    await bundleActions()
    expect(readFileSync(`tenant/actions/${name}/code.js`, 'utf8')).toBe(code)
  })
})
