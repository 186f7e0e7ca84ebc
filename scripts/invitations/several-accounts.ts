import type { InvitedUser } from '../auth0/invited-user.ts'
import { InvitationsError } from '../ground/errors.ts'
import { inShell } from '../ground/text-for/shell.ts'

/** An address does not say which of several accounts is meant. Every operation answers with this one error. */
export function severalAccounts(
  wanted: string,
  found: readonly Pick<InvitedUser, 'user_id' | 'connections'>[],
  command: 'invite' | 'resend' | 'revoke',
): InvitationsError {
  return new InvitationsError('several_accounts', `${wanted} has ${found.length} accounts; nothing was done:`, {
    details: found.map(({ user_id, connections }) => `  ${user_id} (${connections.join(', ')})`),
    hint: `Choose one: invitations ${command} ${inShell(wanted)} --user-id <id>`,
  })
}
