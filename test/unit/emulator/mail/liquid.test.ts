import { describe, expect, it } from 'vitest'
import { render } from '../../../emulator/mail/liquid.ts'

describe('the date filter of email templates', () => {
  const newYear = '{{ "2030-01-01T00:30:00Z" | date: "%-d %B %H:%M" }}'

  it('writes dates in English and in UTC on every machine', () => {
    expect(render(newYear, {})).toBe('1 January 00:30')
  })

  it('writes dates in the assumed zone', () => {
    expect(render(newYear, {}, { zone: 'America/Los_Angeles' })).toBe('31 December 16:30')
  })

  it('uses the tenant’s time as now', () => {
    const now = new Date('2030-05-06T07:08:09Z')
    expect(render('{{ "now" | date: "%H:%M:%S" }} {{ "today" | date: "%Y" }}', {}, { now })).toBe('07:08:09 2030')
  })
})
