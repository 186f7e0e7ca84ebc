import { describe, expect, it } from 'vitest'
import { partsOf } from '../../../../actions/invitation/parts-of.ts'

describe('the parts of an event', () => {
  it('have any type, and are missing in a value without parts', () => {
    expect(partsOf({ email: 5, app_metadata: null })).toEqual({ email: 5, app_metadata: null })
    for (const value of [undefined, null, 5, 'text', true]) expect(partsOf(value)).toEqual({})
  })

  it('may be inherited, because it is not documented how Auth0 makes an event', () => {
    expect(partsOf(Object.create({ email: 'ada@example.com' }))['email']).toBe('ada@example.com')
  })
})
