import { InvitationsError } from '../../ground/errors.ts'

/**
 * Why nobody is invited if every account needs a user name.
 * @param without addresses that lack one
 */
export function usernameNeeded(connection: string, without: readonly string[]): InvitationsError {
  const named = without.slice(0, 5).join(', ')
  const more = without.length > 5 ? ` and ${without.length - 5} more` : ''
  return new InvitationsError(
    'username_needed',
    `Every account of ${connection} needs a user name, but none is given for ${named}${more}. Nobody was invited.`,
    { hint: 'Give one with --username, or in a column “username” of the file.' },
  )
}
