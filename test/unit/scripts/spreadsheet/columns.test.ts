import { describe, expect, it } from 'vitest'
import { columnsOf, mappingOf } from '../../../../scripts/spreadsheet/columns.ts'

describe('the columns of a file', () => {
  it.each(['email', 'E-Mail', 'Email Address', ' e_mail ', 'E-Mail-Adresse', 'Correo electrónico'])(
    '%s has the addresses',
    (title) => {
      expect(columnsOf([title, 'x']).fields).toEqual(['email', undefined])
    },
  )

  it('are called as people and spreadsheets call them', () => {
    const header = [
      'email',
      'Full name',
      'Invited by',
      'Personal message',
      'Language',
      'valid for',
      'Redirect URL',
      'Roles',
    ]
    expect(columnsOf(header).fields).toEqual([
      'email',
      'name',
      'invited_by',
      'note',
      'locale',
      'ttl',
      'redirect_to',
      'roles',
    ])
  })

  it('a title with context. before it is a field of the context, in its own case', () => {
    expect(columnsOf(['email', 'context.planId']).fields).toEqual(['email', 'context.planId'])
  })

  it('a list of nothing but addresses needs no header', () => {
    expect(columnsOf(['ada@example.com'])).toEqual({ header: ['email'], fields: ['email'], isHeadless: true })
  })

  it('two columns for the same are refused', () => {
    expect(() => columnsOf(['email', 'E-Mail'])).toThrow('The columns "email" and "E-Mail" are both for email.')
  })

  it('a header without addresses is refused with what it has', () => {
    expect(() => columnsOf(['name', 'phone'])).toThrow(
      'No column has the addresses. The first row has: "name", "phone".',
    )
  })

  it.each([
    [['E-Mail', 'Vorname', 'Name'], 'last_name'],
    [['courriel', 'prénom', 'nom'], 'last_name'],
    [['correo', 'apellidos', 'nombre'], 'first_name'],
    [['email', 'Surname', 'Name'], 'first_name'],
    [['email', 'First name', 'Name'], 'name'],
    [['email', 'Vorname', 'Full name'], 'name'],
    [['email', 'x', 'Name'], 'name'],
  ])('%j: the last is the %s', (header, field) => {
    expect(columnsOf(header).fields[2]).toBe(field)
  })

  it('say what each is for, and that private remarks are not mailed', () => {
    expect(mappingOf(columnsOf(['email', '', 'Comment', 'Phone', 'Message']))).toEqual([
      { heading: 'email', field: 'email' },
      { heading: 'Comment', field: null, reason: 'private_remark' },
      { heading: 'Phone', field: null },
      { heading: 'Message', field: 'note' },
    ])
  })

  it('are for what the admin says, whatever their headings mean; another column for the same is left out then', () => {
    const said = new Map([
      ['mailprivat', 'email' as const],
      ['remark', 'note' as const],
      ['name', undefined],
    ])
    expect(columnsOf(['E-Mail', 'Mail (privat)', 'Remark', 'Name', 'Language'], said).fields).toEqual([
      ...[undefined, 'email', 'note', undefined, 'locale'],
    ])
    expect(() => columnsOf(['email', 'Name'], said)).toThrow(
      '--columns names a column "mailprivat". The first row has: "email", "Name".',
    )
  })
})
