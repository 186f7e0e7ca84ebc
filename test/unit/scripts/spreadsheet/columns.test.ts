import { describe, expect, it } from 'vitest'
import { columnsOf, mappingOf } from '../../../../scripts/spreadsheet/columns.ts'

describe('the columns of a file', () => {
  it.each(['email', 'E-Mail', 'Email Address', ' e_mail ', 'E-Mail-Adresse', 'Correo electrónico'])(
    '%s has the addresses',
    (title) => {
      expect(columnsOf([title, 'x']).fields).toEqual(['email', undefined])
    },
  )

  it('have the names that people and spreadsheets use', () => {
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

  it('are fields of the context, in their own letter case, if they begin with context.', () => {
    expect(columnsOf(['email', 'context.planId']).fields).toEqual(['email', 'context.planId'])
  })

  it('need no header in a list of addresses only', () => {
    expect(columnsOf(['ada@example.com'])).toEqual({ header: ['email'], fields: ['email'], isHeadless: true })
  })

  it('are refused if two have the same meaning', () => {
    expect(() => columnsOf(['email', 'E-Mail'])).toThrow('The columns "email" and "E-Mail" are both for email.')
  })

  it('are refused without addresses, and the error lists the header', () => {
    expect(() => columnsOf(['name', 'phone'])).toThrow(
      'No column contains the addresses. The first row has: "name", "phone".',
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

  it('are listed with their meaning, and private remarks are marked as not mailed', () => {
    expect(mappingOf(columnsOf(['email', '', 'Comment', 'Phone', 'Message']))).toEqual([
      { heading: 'email', field: 'email' },
      { heading: 'Comment', field: null, reason: 'private_remark' },
      { heading: 'Phone', field: null },
      { heading: 'Message', field: 'note' },
    ])
  })

  it('have the meaning that the admin gives them; another column with this meaning is then left out', () => {
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
