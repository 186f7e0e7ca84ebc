import { describe, expect, it } from 'vitest'
import {
  isBuiltByUs,
  isSealedWith,
  isUnedited,
  seal,
  unsealed,
} from '../../../../../scripts/deployments/deployed/seal.ts'
import { built } from '../tenants.ts'

const code = built('accept-invitation')
const secrets = [
  { name: 'INVITATIONS_A', value: 'one' },
  { name: 'INVITATIONS_B', value: 'two' },
]

describe('the seal of an Action', () => {
  it('stays the same, byte for byte, while code and secrets stay the same', () => {
    const deployed = seal(code, secrets)
    expect(seal(code, [...secrets].reverse(), deployed)).toBe(deployed)
  })

  it('changes if the value of one secret changes', () => {
    const deployed = seal(code, secrets)
    const changed = [{ name: 'INVITATIONS_A', value: 'three' }, ...secrets.slice(1)]
    expect(isSealedWith(deployed, secrets)).toBe(true)
    expect(isSealedWith(deployed, changed)).toBe(false)
    expect(seal(code, changed, deployed)).not.toBe(deployed)
  })

  it('holds no value of a secret, and is salted, so that the same value looks different in another tenant', () => {
    const [first, second] = [seal(code, secrets), seal(code, secrets)]
    expect(first).not.toContain('one')
    expect(first).not.toBe(second)
    expect(isSealedWith(second, secrets)).toBe(true)
  })

  it('stays the same if a secret is not known here, and nothing is compared', () => {
    const deployed = seal(code, secrets)
    const unknown = [...secrets.slice(1), { name: 'INVITATIONS_A', value: '' }]
    expect(isSealedWith(deployed, unknown)).toBe(true)
    expect(seal(code, unknown, deployed)).toBe(deployed)
    expect(isSealedWith(code, unknown)).toBe(false)
  })

  it('no longer matches after an edit of the code below it', () => {
    const deployed = seal(code, secrets)
    expect(isUnedited(deployed)).toBe(true)
    expect(isUnedited(deployed.replace('async', 'async  '))).toBe(false)
    expect(isUnedited(code)).toBe(false)
  })

  it('can be removed, so that a diff shows only what people wrote', () => {
    expect(unsealed(seal(code, secrets))).toBe(code)
    expect(unsealed(code)).toBe(code)
  })

  it('is below a line that says whose Action it is, with its whole name', () => {
    expect(isBuiltByUs(seal(code, []), 'accept-invitation')).toBe(true)
    expect(isBuiltByUs(seal(code, []), 'accept')).toBe(false)
    expect(isBuiltByUs('// accept-invitation by Grace\n', 'accept-invitation')).toBe(false)
  })

  it('counts as another seal, not as an error, if the line was damaged', () => {
    for (const second of ['// Sealed: ', '// Sealed: code sha256 x; secrets scrypt', '// Sealed: secrets scrypt a.b']) {
      expect(isSealedWith(`first\n${second}\nrest`, secrets), second).toBe(false)
    }
  })
})
