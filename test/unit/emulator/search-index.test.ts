import { describe, expect, it } from 'vitest'
import { Clock } from '../../emulator/clock.ts'
import { SearchIndex } from '../../emulator/search-index.ts'

function indexBehindBy(seconds: number) {
  const clock = new Clock()
  clock.set(new Date('2030-01-01T00:00:00Z'))
  return { clock, index: new SearchIndex<string>(clock, seconds) }
}

describe('a search', () => {
  it('finds an object as before a change until the delay is over', () => {
    const { clock, index } = indexBehindBy(5)
    index.note('ada', 'old')
    expect(index.seen('ada', 'new')).toBe('old')
    clock.advance(5)
    expect(index.seen('ada', 'new')).toBe('new')
  })

  it('finds those of several changes that are old enough', () => {
    const { clock, index } = indexBehindBy(5)
    index.note('ada', 'first')
    clock.advance(3)
    index.note('ada', 'second')
    clock.advance(3)
    expect(index.seen('ada', 'third')).toBe('second')
  })

  it('does not find a new object yet, and still finds a deleted one', () => {
    const { index } = indexBehindBy(5)
    index.note('new', undefined)
    index.note('gone', 'was there')
    expect([index.seen('new', 'there'), index.seen('gone', undefined)]).toEqual([undefined, 'was there'])
    expect(index.pending).toEqual(['new', 'gone'])
  })

  it('is up to date after the clock is set back', () => {
    const { clock, index } = indexBehindBy(5)
    clock.advance(3600)
    index.note('ada', 'old')
    clock.advance(-3600)
    expect(index.seen('ada', 'new')).toBe('new')
  })

  it('keeps nothing old, and nothing at all without a delay', () => {
    const { clock, index } = indexBehindBy(5)
    index.note('ada', 'old')
    clock.advance(5)
    index.note('grace', 'old')
    expect(index.pending).toEqual(['grace'])
    const exact = indexBehindBy(0).index
    exact.note('ada', 'old')
    expect(exact.pending).toEqual([])
  })
})
