import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { assumptions, defaultAssumptions, readAssumptions } from '../../emulator/assumptions.ts'

describe('the switches for undocumented behaviour', () => {
  it('have the likelier value by default, or the one in --assume', () => {
    expect(readAssumptions(['superseded-link=expired'])).toEqual({
      ...defaultAssumptions(),
      'superseded-link': 'expired',
    })
  })

  it('are all in the manual’s page about proving a tenant, with every value', () => {
    const checks = readFileSync('docs/real-tenant-checks.md', 'utf8')
    for (const [name, { values }] of Object.entries(assumptions)) {
      expect(checks).toContain(`\`${name}\``)
      for (const value of values) expect(checks, name).toContain(`\`${value}\``)
    }
  })
})
