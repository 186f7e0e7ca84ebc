import type { RefusalReason } from './accept.ts'
import type { Invitation } from './invitation.ts'

/**
 * The sentence an invitee reads when a sign-in is refused: what is wrong and what to do next.
 * The app gets it as `error_description`; it holds no address and no name.
 */
export function wordingFor(reason: RefusalReason, invitation?: Invitation): string {
  switch (reason) {
    case 'expired':
      return `This invitation expired${invitation?.expires_on ? ` on ${invitation.expires_on}` : ''}. Ask the person who invited you for a new one.`
    case 'revoked':
      return 'This invitation was withdrawn. Ask the person who invited you for a new one.'
    case 'not_your_address':
      return 'This invitation was sent to another address. Ask for one to the address you sign in with.'
    case 'address_not_verified':
      return 'Please confirm your email address first: open the link in the mail we sent you, then sign in again.'
    case 'not_signed_in':
      return 'You are invited: please sign in again to accept.'
    case 'not_invited':
      return 'You need an invitation. Ask somebody who has access to invite the address you sign in with.'
    case 'malformed':
      return 'This invitation cannot be read. Ask the person who invited you for a new one.'
  }
}
