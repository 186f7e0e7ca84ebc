import type { BulkInvite } from './bulk-invite.ts'
import type { Outcome } from '../index.ts'
import { newId } from '../inviting/invite-request.ts'
import { isDone, isSame } from './journal.ts'
import { madeByImports } from './made-by-imports.ts'
import { noteBegun, type Run, type Task } from './task.ts'
import { workThrough, type Work } from './work-through.ts'

/**
 * Invites everybody who is not done, several at once. The journal is written before each call and after each row, so that
 * the same command continues after a crash: at most the call that was in flight is made again.
 * @throws InvitationsError for what stops the run
 */
export async function inviteAll(run: Run): Promise<void> {
  const tasks = tasksOf(run)
  if (!run.isBulk) return workThrough(eachOf(tasks, run), run)
  const bulk = run.invitations.bulk()
  if (!run.isBulkAsked && !(await bulk.isAllowed())) return workThrough(eachOf(tasks, run), run)
  return workThrough(eachOf(madeByImports(run, tasks, bulk), run, bulk), run)
}

async function* tasksOf({ invitees, before }: Run): AsyncGenerator<Task> {
  for await (const invitee of invitees) {
    if (invitee.problems.length > 0 || invitee.duplicateOf !== undefined) continue
    const row = before.get(invitee.line)
    if (isDone(row, invitee.request.email)) continue
    const earlier = row !== undefined && isSame(row, invitee.request.email) ? row.invitation_id : ''
    yield { invitee, invitation_id: earlier === '' ? newId() : earlier }
  }
}

async function* eachOf(tasks: AsyncGenerator<Task>, run: Run, bulk?: BulkInvite): AsyncGenerator<Work> {
  for await (const task of tasks) {
    const { line, request } = task.invitee
    yield { line, email: request.email, perform: () => inviteRow(run, task, bulk) }
  }
}

async function inviteRow(run: Run, task: Task, bulk: BulkInvite | undefined): Promise<Outcome> {
  const { invitee, invitation_id, account } = task
  const { request, line } = invitee
  const earlier = run.before.get(line)
  if (account !== undefined && bulk !== undefined) {
    await noteBegun(run, task, 'mail')
    return bulk.mail(account)
  }
  return run.invitations.invite(request, {
    invitation_id,
    mailMayBeSent: earlier?.ended === undefined && earlier?.step === 'mail',
    before: (step, user_id) => noteBegun(run, task, step, user_id),
  })
}
