import { describe, expect, it } from 'vitest'
import { partOf } from '../../../../actions/invitation/part-of.ts'

describe('a part of an event', () => {
  it('is what stands there, of whatever type, and undefined where nothing can stand', () => {
    const event = { user: { email: 5 }, connection: null, secrets: 'x' }
    expect(partOf(event, 'user', 'email')).toBe(5)
    expect(partOf(event, 'connection')).toBeNull()
    for (const way of [
      ['connection', 'strategy'],
      ['secrets', 'length'],
      ['user', 'email', 'toFixed'],
      ['x', 'y'],
    ]) {
      expect(partOf(event, ...way)).toBeUndefined()
    }
    for (const event of [undefined, null, 5, 'x']) expect(partOf(event, 'user')).toBeUndefined()
  })

  it('may be inherited: how Auth0 makes an event is documented nowhere', () => {
    expect(partOf(Object.create({ user: 'ada' }), 'user')).toBe('ada')
  })
})
