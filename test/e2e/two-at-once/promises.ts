import type { Outcome } from '../../../scripts/invitations/index.ts'
import type { Ended, Met, Name } from './people.ts'

/** The promises that a meeting broke, as sentences. */
export function brokenBy(met: Met): string[] {
  return [
    ...revocationsStand(met),
    ...nobodyIsMailedAfterARevocation(met),
    ...ownersGetIn(met),
    ...administratorsBlocksStand(met),
    ...noConsentComesBack(met),
    ...whoInvitedKnowsWhatStands(met),
  ]
}

/** Whose result counts in the end: one of the two, or what was there before. */
export function winnerOf(met: Met): Name | 'the account is gone' | 'what was there' {
  const { standing, waiting, between, ends, signIn } = met
  if (standing === undefined) return 'the account is gone'
  if (between === 'a sign-in' && isAccepted(ends.between.result) && isAccepted(signIn)) return between
  const stands = 'invitation' in standing ? standing.invitation.id : undefined
  const did = (name: Name, ended: Ended) => {
    const outcome = outcomeOf(ended)
    if (outcome === undefined || outcome.invitation_id !== stands || outcome.error !== undefined) return false
    if (standing.status === 'revoked') return isRevocation(name, ended)
    return ['invited', 'attached', 'resent', 'reminded', 'repaired', 'consented'].includes(outcome.outcome)
  }
  if (between === 'the expiry passes' && standing.status === 'expired') return between
  if (did(waiting, ends.waiting)) return waiting
  return did(between, ends.between) ? between : 'what was there'
}

function outcomeOf({ result }: Ended): Outcome | undefined {
  return result !== undefined && 'outcome' in result ? result : undefined
}

function isAccepted(result: Ended['result']): boolean {
  if (result === undefined || !('claims' in result)) return false
  const { invitation } = result.claims
  return (
    typeof invitation === 'object' && invitation !== null && 'status' in invitation && invitation.status === 'accepted'
  )
}

function isRevocation(name: Name, ended: Ended): boolean {
  const outcome = outcomeOf(ended)
  return name.startsWith('revoke') && outcome?.error === undefined && /revoked$/.test(outcome?.outcome ?? '')
}

/** The ids that were revoked successfully. A deleted account takes all its facts along: the next one there is new. */
function revokedIds({ waiting, between, ends }: Met): (string | null | undefined)[] {
  const all: [Name, Ended][] = [
    [waiting, ends.waiting],
    [between, ends.between],
  ]
  const revoked = all.filter(([name, ended]) => isRevocation(name, ended))
  if (revoked.some(([name]) => name === 'revoke --delete-account')) return []
  return revoked.map(([, ended]) => outcomeOf(ended)?.invitation_id)
}

function* revocationsStand(met: Met) {
  const { standing } = met
  if (standing?.status !== 'pending' && standing?.status !== 'accepted') return
  const id = 'acceptance' in standing ? standing.acceptance.id : standing.invitation.id
  if (revokedIds(met).includes(id)) yield `A revocation that ended with success was undone: ${standing.status}.`
}

function* nobodyIsMailedAfterARevocation(met: Met) {
  const { between, ends, mails } = met
  const id = outcomeOf(ends.between)?.invitation_id
  if (!isRevocation(between, ends.between) || !id || !revokedIds(met).includes(id)) return
  const isInvitation = ({ links }: Met['mails'][number]) => links.some((link) => link.includes(`invitation=${id}`))
  if (mails.slice(ends.between.mails).some(isInvitation)) yield 'An invitation was mailed after its revocation.'
}

function* ownersGetIn(met: Met) {
  const { between, ends, signIn } = met
  if (between !== 'a sign-in' || !isAccepted(ends.between.result) || isRevocation(met.waiting, met.ends.waiting)) return
  if (signIn === undefined) yield 'An account was deleted whose owner had just accepted.'
  else if (!isAccepted(signIn)) yield 'An owner is locked out.'
}

function* administratorsBlocksStand({ scene, user }: Met) {
  if (scene !== 'pending, and blocked by an administrator' || user === undefined) return
  if (user.blocked !== true) yield 'An administrator’s block was lifted.'
}

function* noConsentComesBack({ standing, someone }: Met) {
  if (standing?.status === 'pending' && standing.consented_at !== undefined && standing.invitation.id !== someone.id)
    yield 'A consent counts for another invitation.'
}

/** The one who ends last is told about the invitation that counts. */
function* whoInvitedKnowsWhatStands({ standing, ends }: Met) {
  const outcome = outcomeOf(ends.waiting)
  if (standing?.status !== 'pending' || (outcome?.outcome !== 'invited' && outcome?.outcome !== 'attached')) return
  if (outcome.invitation_id !== standing.invitation.id) yield 'Somebody was told of an invitation that does not stand.'
}
