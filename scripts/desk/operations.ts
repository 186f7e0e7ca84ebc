import { operations } from '../../actions/invitation/operations.ts'
import { InvitationsError } from '../ground/errors.ts'
import type { InvitationRow, Invitations, Outcome } from '../invitations/index.ts'
import type { Admin, Desk, DeskOperation, InvitationOperation } from './options.ts'
import { textIn } from './form.ts'
import { whyNot } from './words.ts'

/** What an admin can do, in words: on the button, in the question, and while it is being done. */
export const wording: Readonly<
  Record<InvitationOperation, { button: string; ask: string; askMany: (count: number) => string }>
> = {
  resend: {
    button: 'Send again',
    ask: 'Send the invitation again to',
    askMany: (count) => `Send ${count} invitations again?`,
  },
  remind: { button: 'Remind', ask: 'Send a reminder to', askMany: (count) => `Send up to ${count} reminders?` },
  link: { button: 'New link', ask: 'Make a new link for', askMany: (count) => `Make ${count} new links?` },
  revoke: { button: 'Revoke', ask: 'Revoke the invitation of', askMany: (count) => `Revoke ${count} invitations?` },
}

/** What somebody did, in two words. */
export function nameOf(operation: DeskOperation): string {
  if (operation === 'invite') return 'Invite'
  return operation === 'import' ? 'Import' : wording[operation].button
}

/** In the order of the buttons. */
export const deskOperations: readonly InvitationOperation[] = ['resend', 'remind', 'link', 'revoke']

/** @throws InvitationsError `usage` */
export function operationFrom(given: unknown): InvitationOperation {
  const operation = deskOperations.find((one) => one === given)
  if (operation !== undefined) return operation
  throw new InvitationsError('usage', 'The desk cannot do that.', {
    hint: 'Nothing was done. Choose a button on the list.',
  })
}

/** Whether it can be done for everybody in the list. A link is shown only once, so links are made for a few at a time. */
export function isForAll(operation: InvitationOperation): boolean {
  return operation !== 'link'
}

/** Which row of the domain's table decides. A reminder counts as sending the mail again. */
const asks: Readonly<Record<InvitationOperation, 'resend' | 'revoke'>> = {
  resend: 'resend',
  link: 'resend',
  remind: 'resend',
  revoke: 'revoke',
}

/** Why this cannot be done with an invitation in this status; undefined if it can. The domain's one table decides. */
function obstacle(operation: InvitationOperation, { status }: Pick<InvitationRow, 'status'>): string | undefined {
  const verdict = operations[status === 'failed' ? 'pending' : status][asks[operation]]
  return verdict === 'send' || verdict === 'revoke' ? undefined : whyNot[verdict]
}

/** The same for this admin, who may not be allowed to. */
export async function obstacleFor(
  admin: Admin,
  operation: InvitationOperation,
  row: InvitationRow,
  desk: Pick<Desk, 'may'>,
): Promise<string | undefined> {
  return (await isAllowed(admin, operation, row, desk)) ? obstacle(operation, row) : NOT_ALLOWED
}

/** Code without types may return anything: only `true` means yes. */
export async function isAllowed(
  admin: Admin,
  operation: DeskOperation,
  row: InvitationRow | undefined,
  { may }: Pick<Desk, 'may'>,
): Promise<boolean> {
  const answer: unknown = await may(admin, operation, row)
  return answer === true
}

export const NOT_ALLOWED = 'You are not allowed to do this.'

/** What was chosen in the question. */
export interface Choice {
  /** The new expiry, in seconds from now. */
  extend_sec?: number | undefined
  deleteAccount?: boolean | undefined
}

export function choiceIn(form: Readonly<Record<string, unknown>>): Choice {
  const days = textIn(form['extend'])
  return {
    extend_sec: /^[1-9]\d?$/.test(days) ? Number(days) * 86_400 : undefined,
    deleteAccount: textIn(form['delete']) === 'yes' ? true : undefined,
  }
}

/** Does it, or says what would happen. */
export function perform(
  operation: InvitationOperation,
  { email, user_id }: Pick<InvitationRow, 'email' | 'user_id'>,
  { extend_sec, deleteAccount }: Choice,
  { invitations, dryRun }: { invitations: Invitations; dryRun: boolean },
): Promise<Outcome> {
  switch (operation) {
    case 'resend':
      return invitations.resend(email, { user_id, extend_sec, dryRun })
    case 'remind':
      return invitations.remindChosen(email, { user_id, dryRun })
    case 'link':
      return invitations.resend(email, { user_id, extend_sec, dryRun, link: {} })
    case 'revoke':
      return invitations.revoke(email, { user_id, deleteAccount, dryRun })
  }
}
