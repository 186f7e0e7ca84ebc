import { describe, expect, it } from 'vitest'
import * as kinds from '../../../../scripts/invitations/kinds.ts'
import { hostileValues } from '../../hostile-json.ts'

describe('every parser of input', () => {
  const all: [string, unknown][] = Object.entries({ ...kinds, lifetime: kinds.lifetime(), oneOf: kinds.oneOf('a') })
  const parsers = all.flatMap(([name, kind]) =>
    typeof kind === 'object' && kind !== null && 'parse' in kind && typeof kind.parse === 'function'
      ? [[name, kind.parse] as const]
      : [],
  )

  it.each(parsers)('%s answers any value', (_, parse) => {
    for (const value of hostileValues) expect(() => void Reflect.apply(parse, undefined, [value])).not.toThrow()
  })
})

describe('a question', () => {
  it('is answered with yes if the callback returns, and with no if it throws or returns false', async () => {
    await expect(kinds.question.parse(() => undefined)?.('Delete?')).resolves.toBeUndefined()
    await expect(kinds.question.parse(() => Promise.resolve(true))?.('Delete?')).resolves.toBeUndefined()
    await expect(kinds.question.parse(() => false)?.('Delete?')).rejects.toMatchObject({ code: 'cancelled' })
    await expect(kinds.question.parse(() => Promise.resolve(false))?.('Delete?')).rejects.toMatchObject({
      code: 'cancelled',
    })
    const no = new Error('no')
    await expect(kinds.question.parse(() => Promise.reject(no))?.('Delete?')).rejects.toBe(no)
  })

  it('is asked with what it is about', async () => {
    const asked: unknown[] = []
    await kinds.question.parse((...about: unknown[]) => void asked.push(...about))?.({ mails: 2, deletions: 1 })
    expect(asked).toEqual([{ mails: 2, deletions: 1 }])
  })
})

describe('a signal', () => {
  it('is recognised by its methods', () => {
    const { signal } = new AbortController()
    expect(kinds.signal.parse(signal)).toBe(signal)
    const other = { aborted: false, addEventListener: () => undefined }
    expect(kinds.signal.parse(other)).toBe(other)
    expect(kinds.signal.parse({ aborted: false })).toBeUndefined()
  })
})

describe('an instant', () => {
  it('is a copy, and does not change with the original', () => {
    const original = new Date(0)
    const copy = kinds.instant.parse(original)
    original.setTime(NaN)
    expect(copy).toEqual(new Date(0))
  })
})
