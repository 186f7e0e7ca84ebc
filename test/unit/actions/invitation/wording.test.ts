import { describe, expect, it } from 'vitest'
import { everyNotInvited, wordingFor } from '../../../../actions/invitation/wording.ts'
import { invitationWith } from './records.ts'

describe('a refusal', () => {
  it.each([
    ['expired', 'This invitation expired on 8 January 2026, 00:00 UTC. Ask the person who invited you for a new one.'],
    ['revoked', 'This invitation has been revoked. Ask the person who invited you for a new one.'],
    [
      'not_your_address',
      'This invitation was sent to another address. Ask for one to the address that you sign in with.',
    ],
    [
      'address_not_verified',
      'Please confirm your email address first: open the link in the email that we sent you, then sign in again.',
    ],
    ['not_signed_in', 'You have an invitation. Please sign in again to accept it.'],
    ['not_invited', 'You need an invitation. Ask somebody who has access to invite the address that you sign in with.'],
    ['malformed', 'This invitation cannot be read. Ask the person who invited you for a new one.'],
  ] as const)('as %s says what to do next', (reason, sentence) => {
    expect(wordingFor(reason, invitationWith())).toBe(sentence)
  })

  it('is in the invitation’s language, else in that of the page', () => {
    const german = 'Diese Einladung wurde widerrufen. Bitten Sie die Person, die Sie eingeladen hat, um eine neue.'
    expect(wordingFor('revoked', invitationWith({ locale: 'de-CH' }), 'fr')).toBe(german)
    expect(wordingFor('revoked', invitationWith(), 'de')).toBe(german)
    expect(wordingFor('revoked', invitationWith({ locale: 'tlh' }), 'xx')).toContain(
      'This invitation has been revoked.',
    )
  })

  it('leaves out the date if the record has none', () => {
    expect(wordingFor('expired')).toBe('This invitation expired. Ask the person who invited you for a new one.')
  })
})

it('a refusal without an invitation is recognised by every sentence that was ever deployed', () => {
  expect(everyNotInvited()).toEqual(
    expect.arrayContaining([
      'You need an invitation. Ask somebody who has access to invite the address that you sign in with.',
      'Sie brauchen eine Einladung. Bitten Sie jemanden mit Zugang, die Adresse einzuladen, mit der Sie sich anmelden.',
      'Necesita una invitación. Pida a alguien que tenga acceso que invite a la dirección con la que inicia sesión.',
      'Il vous faut une invitation. Demandez à quelqu’un qui a accès d’inviter l’adresse avec laquelle vous vous connectez.',
      '招待が必要です。利用中の方に、ログインに使うアドレスを招待するよう頼んでください。',
      'Você precisa de um convite. Peça a quem tem acesso que convide o endereço com que você entra.',
      'تحتاج إلى دعوة. اطلب من شخص لديه حق الدخول أن يدعو العنوان الذي تسجّل الدخول به.',
    ]),
  )
})
