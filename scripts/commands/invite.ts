import { randomBytes } from 'node:crypto'
import { foldAddress } from '../../actions/invitation/address.ts'
import type { Problem } from '../../actions/invitation/request.ts'
import { renewed, withOneMoreSend, withoutSends } from '../../actions/invitation/changes.ts'
import { createInvitation } from '../../actions/invitation/create.ts'
import type { Invitation } from '../../actions/invitation/invitation.ts'
import { standingOf } from '../../actions/invitation/standing.ts'
import { connect } from '../auth0/connect.ts'
import { Users, type InvitedUser } from '../auth0/users.ts'
import { readDuration } from '../duration.ts'
import { exitCodes, interrupted, InvitationsError, type ExitCode } from '../errors.ts'
import { readInvitationSettings, type InvitationSettings } from '../settings.ts'
import { confirm, dryRunFlag, jsonFlag, text, yesFlag, type Call, type Command } from './command.ts'
import { failed, resultOf, tell, type Told } from './result.ts'
import { sendMail } from './send-mail.ts'

/** More mails than this are asked about first. */
const MAILS_WITHOUT_QUESTION = 50

export const invite: Command = {
  operands: '<email>…',
  flags: {
    name: { type: 'string', value: '<name>', help: 'name of the invitee, for the greeting' },
    'invited-by': { type: 'string', value: '<name>', help: 'who invites, as the mail says it' },
    note: { type: 'string', value: '<text>', help: 'personal words in the mail, at most 500 characters' },
    locale: { type: 'string', value: '<de>', help: "the invitee's language; kept with the invitation" },
    ttl: { type: 'string', value: '<7d>', help: 'lifetime, from 1m to 30d (default 7d)' },
    'redirect-to': { type: 'string', value: '<url>', help: 'where to go after accepting; https only' },
    context: { type: 'string', value: '<json>', help: 'an object that the app gets in the claim, at most 1 kB' },
    'dry-run': dryRunFlag,
    yes: yesFlag,
    json: jsonFlag,
  },
  examples: [
    'invitations invite ada@example.com --name "Ada Lovelace" --invited-by Grace',
    `invitations invite ada@example.com --ttl 14d --context '{"plan":"team"}' --json`,
  ],
  finishesItself: true,
  async run(call) {
    const settings = readInvitationSettings(call.environment)
    const drafts = draftInvitations(call, settings)
    if (drafts.length > MAILS_WITHOUT_QUESTION && !call.flags['dry-run'])
      await confirm(call, `Send ${drafts.length} mails?`)
    const users = new Users(connect(settings))
    let exitCode: ExitCode = exitCodes.done
    for (const [index, draft] of drafts.entries()) {
      if (call.signal.aborted) throw withRest(interrupted('Stopped by Ctrl-C.', ''), drafts.slice(index))
      const result = await (call.flags['dry-run'] ? foresee(draft, users) : inviteOne(draft, users, settings)).catch(
        (failure: unknown) => {
          throw withRest(failure, drafts.slice(index))
        },
      )
      const code = tell(call.output, result)
      if (code !== exitCodes.done) exitCode = code
    }
    return exitCode
  },
}

/** What stops one invitation would stop the next one too; whoever was not reached is named. */
function withRest(failure: unknown, rest: Draft[]): unknown {
  const isAlone = rest.length === 1 && !(failure instanceof InvitationsError && failure.code === 'interrupted')
  if (!(failure instanceof InvitationsError) || isAlone) return failure
  const { code, message, hint, cause } = failure
  const again = `Not invited: ${rest.map(({ email }) => email).join(', ')}. Run the same command again: who is invited already gets no second mail.`
  return new InvitationsError(code, message, { hint: `${hint} ${again}`.trim(), cause })
}

interface Draft {
  email: string
  name: string | undefined
  invitation: Invitation
  connection: string
  now: Date
}

/** Checks everything before the first call, so that bad input changes nothing. */
function draftInvitations(call: Call, settings: InvitationSettings): Draft[] {
  const addresses = [...new Set(call.operands.map(foldAddress))]
  if (addresses.length === 0) {
    throw new InvitationsError('usage', 'No address to invite was given.', {
      hint: 'invitations invite ada@example.com',
    })
  }
  const problems: Problem[] = []
  const drafts = addresses.flatMap((email): Draft[] => {
    const name = text(call, 'name')
    const invitation = createInvitation({
      email,
      name,
      id: `inv_${randomBytes(16).toString('hex')}`,
      now: call.now,
      ttl_sec: readDuration(text(call, 'ttl') ?? '7d'),
      time_zone: settings.timeZone,
      created_user: true,
      client_id: settings.clientId,
      invited_by: text(call, 'invited-by'),
      note: text(call, 'note'),
      locale: text(call, 'locale'),
      redirect_to: text(call, 'redirect-to'),
      context: text(call, 'context'),
    })
    if (!('problems' in invitation))
      return [{ email, name, invitation, connection: settings.connection, now: call.now }]
    problems.push(...invitation.problems)
    return []
  })
  const sentences = [...new Set(problems.map(({ message }) => message))]
  const [first] = problems
  if (first === undefined) return drafts
  throw new InvitationsError(first.code, sentences.join('\n'), {
    hint: 'Nobody was invited. Mend it and run the command again.',
  })
}

/** Two calls for a new address: create the user with the invitation, ask Auth0 for the mail. */
async function inviteOne(draft: Draft, users: Users, settings: InvitationSettings): Promise<Told> {
  const user = await users.create(draft)
  if (user !== 'exists') return mail(user, draft.invitation, users, settings)
  return inviteExisting(draft, users, settings)
}

/** The address is taken: finish what was left half done, invite again after a dead invitation, or say how things stand. */
async function inviteExisting(draft: Draft, users: Users, settings: InvitationSettings): Promise<Told> {
  const { email, connection, now } = draft
  const user = (await users.findByEmail(email)).find(({ connections }) => connections.includes(connection))
  const next = user && nextInvitation(draft, user, now)
  if (user === undefined || next === undefined) return standingTold(draft, user)
  if ('code' in next) return failed(email, next, undefined, user)
  await users.setInvitation(user.user_id, next.invitation, next.unblocks ? false : undefined)
  return mail(user, next.invitation, users, settings)
}

/** What an existing account gets: the mail it is owed, or a new invitation; undefined when it gets none. */
function nextInvitation(
  { invitation, email }: Draft,
  user: InvitedUser,
  now: Date,
): { invitation: Invitation; unblocks: boolean } | InvitationsError | undefined {
  const standing = standingOf(user.app_metadata, now)
  if (standing.status === 'pending' && standing.invitation.sends === 0) {
    // The app of now: the mail may be owed because the app was set wrong.
    const owed = { ...standing.invitation, ...(invitation.client_id && { client_id: invitation.client_id }) }
    return { invitation: withOneMoreSend(owed, now), unblocks: false }
  }
  if (standing.status !== 'revoked' && standing.status !== 'expired') return undefined
  const earlier = standing.invitation
  if (user.blocked && earlier.blocked_at === undefined) {
    return new InvitationsError(
      'account_blocked',
      `The account ${email} is blocked by an administrator; nothing was changed.`,
      {
        hint: 'Setting a password would lift the block. If that is wanted, unblock the user in the dashboard first.',
      },
    )
  }
  return { invitation: renewed(invitation, earlier, user.identities), unblocks: user.blocked }
}

function mail(user: InvitedUser, invitation: Invitation, users: Users, settings: InvitationSettings): Promise<Told> {
  const again = `invitations invite ${invitation.email}`
  return sendMail({ user, invitation, unsent: withoutSends(invitation), outcome: 'invited', again }, users, settings)
}

/** How an existing account stands, as a result; nothing is changed. */
function standingTold({ email, now }: Draft, user: InvitedUser | undefined): Told {
  const standing = standingOf(user?.app_metadata, now)
  if (standing.status === 'pending') {
    const { invitation } = standing
    return {
      row: resultOf(email, 'already_invited', invitation, user),
      sentence: `${email} is already invited until ${invitation.expires_on}; nothing was sent. “Forgot password?” on the sign-in page mails the invitation again.`,
    }
  }
  if (standing.status === 'accepted') {
    const sentence = `${email} has already accepted an invitation; nothing was sent.`
    return { row: resultOf(email, 'already_accepted', standing.invitation, user), sentence }
  }
  const said = standing.status === 'none' ? '' : ` (its invitation is ${standing.status})`
  const error = new InvitationsError(
    'user_exists',
    `A user with the address ${email} exists already${said}; nothing was changed.`,
    {
      hint: 'Who has an account can sign in already; “Forgot password?” sets a new password. Existing accounts cannot be invited yet.',
    },
  )
  return failed(email, error, undefined, user)
}

/** What inviting would do; one look-up, no change. */
async function foresee(draft: Draft, users: Users): Promise<Told> {
  const { email, invitation, connection, now } = draft
  const user = (await users.findByEmail(email)).find(({ connections }) => connections.includes(connection))
  if (user === undefined)
    return foreseen(email, invitation, undefined, `create the user in ${connection} and ask Auth0 for the mail`)
  const next = nextInvitation(draft, user, now)
  if (next === undefined) return standingTold(draft, user)
  if ('code' in next) return failed(email, next, undefined, user)
  const steps =
    next.invitation.id === invitation.id
      ? `replace the dead invitation${next.unblocks ? ', unblock the account' : ''} and ask Auth0 for the mail`
      : 'ask Auth0 for the mail that was never sent'
  return foreseen(email, next.invitation, user, steps)
}

function foreseen(email: string, invitation: Invitation, user: InvitedUser | undefined, steps: string): Told {
  return {
    // The id is made anew when it is done.
    row: { ...resultOf(email, 'invited', invitation, user, { reason: 'dry_run' }), invitation_id: null },
    sentence: `Would invite ${email} until ${invitation.expires_on}: ${steps}. Nothing was done.`,
  }
}
