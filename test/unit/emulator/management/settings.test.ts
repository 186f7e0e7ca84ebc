import { describe, expect, it } from 'vitest'
import { patchSettings } from '../../../emulator/management/settings.ts'

describe('a PATCH of settings', () => {
  const settings = { colors: { primary: '#000000', page_background: '#ffffff' }, font: { url: 'https://a.example' } }

  it('merges objects one level deep, and null removes a field', () => {
    expect(patchSettings(settings, { colors: { primary: null } })).toEqual({
      ...{ colors: { page_background: '#ffffff' }, font: settings.font },
    })
    expect(patchSettings(settings, { font: null })).toEqual({ colors: settings.colors })
  })

  it('removes an object if nothing is left of it', () => {
    expect(patchSettings(settings, { font: { url: null } })).toEqual({ colors: settings.colors })
  })
})
