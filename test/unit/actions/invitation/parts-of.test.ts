import { describe, expect, it } from 'vitest'
import { partsOf } from '../../../../actions/invitation/parts-of.ts'

describe('the parts of an event', () => {
  it('are what stands there, of whatever type, and none where nothing can stand', () => {
    expect(partsOf({ email: 5, app_metadata: null })).toEqual({ email: 5, app_metadata: null })
    for (const value of [undefined, null, 5, 'text', true]) expect(partsOf(value)).toEqual({})
  })

  it('may be inherited: how Auth0 makes an event is documented nowhere', () => {
    expect(partsOf(Object.create({ email: 'ada@example.com' }))['email']).toBe('ada@example.com')
  })
})
