import { describe, expect, it } from 'vitest'
import { AnsweredTime } from '../../../../scripts/auth0/answered-time.ts'

/** A tenant that answers with these dates, one after the other. */
function answering(...dates: (string | undefined)[]): typeof fetch {
  const left = [...dates]
  return () => {
    const date = left.shift()
    return Promise.resolve(new Response('', { headers: date === undefined ? {} : { date } }))
  }
}

async function timeAfter(...dates: (string | undefined)[]): Promise<Date | undefined> {
  const time = new AnsweredTime()
  const call = time.listening(answering(...dates))
  for (let count = 0; count < dates.length; count++) await call('https://acme.example/')
  return time.now
}

describe('Auth0’s time', () => {
  it('is what the latest answer says, to the second', async () => {
    const dates = ['Mon, 01 Jun 2026 12:00:00 GMT', 'Mon, 01 Jun 2026 12:00:03 GMT']
    expect(await timeAfter(...dates)).toEqual(new Date('2026-06-01T12:00:03Z'))
  })

  it('does not go back, and is not moved by an answer without a date or with one that is none', async () => {
    const later = 'Mon, 01 Jun 2026 12:00:03 GMT'
    const dates = [later, 'Mon, 01 Jun 2026 12:00:00 GMT', undefined, 'soon']
    expect(await timeAfter(...dates)).toEqual(new Date('2026-06-01T12:00:03Z'))
  })

  it('is not known before an answer says it', async () => {
    expect(await timeAfter()).toBeUndefined()
    expect(await timeAfter(undefined, 'soon')).toBeUndefined()
  })
})
