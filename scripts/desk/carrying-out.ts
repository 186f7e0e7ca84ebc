import { InvitationsError, says } from '../ground/errors.ts'
import type { InvitationRow, InviteRequest, Outcome } from '../invitations/index.ts'
import type { Deed, Result, Whose } from './deeds.ts'
import { isAllowed, NOT_ALLOWED, perform, type Choice } from './operations.ts'
import type { Admin, Desk, DeskOperation, InvitationOperation } from './options.ts'
import type { Rows } from './rows.ts'

/** What is done with invitees, and what is done with an account that has an unverified address. */
export interface Inviting {
  requests: readonly InviteRequest[]
  /** `leave`: nobody is invited to it. `keep`: all access to it is ended. `replace`: it is deleted and created again. */
  unverified: 'leave' | 'keep' | 'replace'
  /** Which account, if it is with another provider. */
  user_id?: string | undefined
}

/** Does it for each in turn, notes who did it, and reads the invitation again. */
export function carryOut(
  operation: InvitationOperation,
  choice: Choice,
  desk: Desk,
  rows: Rows,
): (deed: Deed) => Promise<void> {
  return (deed) =>
    eachInTurn(deed, deed.whose, async (whose) => {
      const result = await doOne({ admin: deed.admin, operation }, whose, choice, desk)
      const [row] = await rowsOf(whose, desk)
      rows.replace(whose.user_id, row)
      return result
    })
}

/** Invites each in turn, and notes who did it. */
export function inviteAll(
  { requests, unverified, user_id }: Inviting,
  desk: Desk,
  rows: Rows,
): (deed: Deed) => Promise<void> {
  return (deed) =>
    eachInTurn(
      deed,
      requests.map((request) => ({ email: request.email, user_id: '', request })),
      async ({ request, ...whose }) => {
        const isFine = await isAllowed(deed.admin, 'invite', undefined, desk)
        const outcome = isFine
          ? await desk.invitations.invite(request, {
              dryRun: desk.dryRun,
              user_id,
              keepAccount: unverified === 'keep',
              confirm: async (question) => {
                if (unverified === 'leave') throw new InvitationsError('cancelled', question, { hint: '' })
              },
            })
          : undefined
        const known = { email: request.email, user_id: outcome?.user_id ?? null, invitation_id: null }
        const result = await noted({ admin: deed.admin, operation: 'invite' }, known, outcome, desk)
        if (outcome?.user_id === null || outcome?.user_id === undefined) return { ...whose, ...result }
        const [row] = await rowsOf({ email: outcome.email, user_id: outcome.user_id }, desk)
        rows.replace(outcome.user_id, row)
        return { ...whose, ...result, user_id: outcome.user_id }
      },
    )
}

/** After this many failures in a row, the problem is not with these people. */
const MOST_FAILURES = 3

/** A failure stops all the others only if it is not about one person. If nothing can be noted, nothing else is done. */
async function eachInTurn<One extends Whose>(
  deed: Deed,
  all: readonly One[],
  work: (one: One) => Promise<Result>,
): Promise<void> {
  let failures = 0
  for (const one of all) {
    if (deed.isStopped === true) return
    try {
      deed.results.push(await work(one))
      failures = 0
    } catch (failure) {
      if (!(failure instanceof InvitationsError)) throw failure
      failures += 1
      const stopsAll = failure.code === 'audit_failed' || says(failure.code, 'stops_all') || failures >= MOST_FAILURES
      if (stopsAll || all.length === 1) {
        deed.failure = failure
        return
      }
      const { email, user_id } = one
      deed.results.push({ email, user_id, outcome: 'failed', message: failure.message, hint: failure.hint })
    }
  }
}

/** The invitation of one account, as it is now; empty if it is gone. */
export async function rowsOf(
  { email, user_id }: Whose,
  { invitations }: Pick<Desk, 'invitations'>,
): Promise<InvitationRow[]> {
  try {
    return (await invitations.get(email)).filter((row) => row.user_id === user_id)
  } catch (failure) {
    if (failure instanceof InvitationsError && failure.code === 'not_found') return []
    throw failure
  }
}

async function doOne(
  by: { admin: Admin; operation: InvitationOperation },
  whose: Whose,
  choice: Choice,
  desk: Desk,
): Promise<Result> {
  const [row] = await rowsOf(whose, desk)
  if (row === undefined) {
    return { ...whose, outcome: 'failed', message: `There is no invitation for ${whose.email}.`, hint: '' }
  }
  // The library words best what a status does not allow, and it knows the present status.
  const isFine = await isAllowed(by.admin, by.operation, row, desk)
  return {
    ...whose,
    ...(await noted(by, row, isFine ? await perform(by.operation, row, choice, desk) : undefined, desk)),
  }
}

/** @param outcome undefined if this admin may not do it */
async function noted(
  { admin, operation }: { admin: Admin; operation: DeskOperation },
  { email, user_id, invitation_id }: { email: string; user_id: string | null; invitation_id: string | null },
  outcome: Outcome | undefined,
  desk: Desk,
): Promise<Pick<Result, 'outcome' | 'message' | 'hint' | 'link'>> {
  await desk.audit({
    at: desk.invitations.place().now.toISOString(),
    ...{ admin, operation, email, user_id, invitation_id: outcome?.invitation_id ?? invitation_id },
    ...{ outcome: outcome?.outcome ?? 'failed', reason: outcome === undefined ? 'not_allowed' : outcome.reason },
  })
  if (outcome === undefined) return { outcome: 'failed', message: NOT_ALLOWED, hint: '' }
  const { message, error, link } = outcome
  return { outcome: outcome.outcome, message, hint: error?.hint ?? '', link }
}
