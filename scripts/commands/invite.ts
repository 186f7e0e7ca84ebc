import { randomBytes } from 'node:crypto'
import { foldAddress } from '../../actions/invitation/address.ts'
import type { Problem } from '../../actions/invitation/request.ts'
import { createInvitation, withOneMoreSend, withoutSends } from '../../actions/invitation/create.ts'
import type { Invitation } from '../../actions/invitation/invitation.ts'
import { standingOf } from '../../actions/invitation/standing.ts'
import { changePassword } from '../auth0/change-password.ts'
import { connect } from '../auth0/connect.ts'
import { explain, statusOf } from '../auth0/failures.ts'
import { Users, type InvitedUser } from '../auth0/users.ts'
import { readDuration } from '../duration.ts'
import { exitCodes, InvitationsError, type ErrorCode } from '../errors.ts'
import { readInvitationSettings, type InvitationSettings } from '../settings.ts'
import { confirm, dryRunFlag, jsonFlag, text, yesFlag, type Call, type Command } from './command.ts'

/** More mails than this are asked about first. */
const MAILS_WITHOUT_QUESTION = 50

/** What became of one invitation (the line that --json prints). */
export interface InviteResult {
  email: string
  user_id: string | null
  invitation_id: string | null
  outcome: 'invited' | 'already_invited' | 'already_accepted' | 'failed'
  email_sent: boolean
  expires_at: string | null
  reason: string | null
}

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
  async run(call) {
    const settings = readInvitationSettings(call.environment)
    const drafts = draftInvitations(call, settings)
    if (drafts.length > MAILS_WITHOUT_QUESTION && !call.flags['dry-run'])
      await confirm(call, `Send ${drafts.length} mails?`)
    const users = new Users(connect(settings))
    let exitCode: 0 | 1 = exitCodes.done
    for (const [index, draft] of drafts.entries()) {
      const result = await (call.flags['dry-run'] ? foresee(draft, users) : inviteOne(draft, users, settings)).catch(
        (failure: unknown) => {
          throw withRest(failure, drafts.slice(index))
        },
      )
      call.output.record(result.row)
      if (result.error) call.output.error(result.error)
      else call.output.say(result.sentence)
      if (result.error) exitCode = exitCodes.notDone
    }
    return exitCode
  },
}

/** What stops one invitation would stop the next one too; whoever was not reached is named. */
function withRest(failure: unknown, rest: Draft[]): unknown {
  if (!(failure instanceof InvitationsError) || rest.length === 1) return failure
  const { code, message, hint, cause } = failure
  const again = `Not invited: ${rest.map(({ email }) => email).join(', ')}. Run the same command again: who is invited already gets no second mail.`
  return new InvitationsError(code, message, { hint: `${hint} ${again}`, cause })
}

interface Draft {
  email: string
  name: string | undefined
  invitation: Invitation
  connection: string
  now: Date
}

interface Told {
  row: InviteResult
  sentence: string
  error?: InvitationsError
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
  const created = await users.create(draft)
  if (created !== 'exists') return mail({ user: created, invitation: draft.invitation }, users, settings)
  return inviteExisting(draft, users, settings)
}

/** The address is taken: finish what a run before left half done, or say how things stand. */
async function inviteExisting(draft: Draft, users: Users, settings: InvitationSettings): Promise<Told> {
  const { email, connection, now } = draft
  const user = (await users.findByEmail(email)).find(({ connections }) => connections.includes(connection))
  const standing = standingOf(user?.app_metadata, now)
  if (user !== undefined && standing.status === 'pending' && standing.invitation.sends === 0) {
    const invitation = withOneMoreSend(standing.invitation, now)
    await users.setInvitation(user.user_id, invitation)
    return mail({ user, invitation }, users, settings)
  }
  return standingTold(draft, user)
}

/** Asks for the mail; when that fails, the record says that nothing was sent, and the same command sends it. */
async function mail(
  { user, invitation }: { user: InvitedUser; invitation: Invitation },
  users: Users,
  settings: InvitationSettings,
): Promise<Told> {
  const { email } = invitation
  try {
    await changePassword(settings.domain, { client_id: settings.clientId, email, connection: settings.connection })
  } catch (failure) {
    const isNoted = await users.setInvitation(user.user_id, withoutSends(invitation)).then(
      () => true,
      () => false,
    )
    const error = emailNotSent(failure, email, settings, isNoted)
    return { row: row(email, 'failed', invitation, user, { reason: error.code }), sentence: error.message, error }
  }
  return {
    row: row(email, 'invited', invitation, user, { email_sent: true }),
    sentence: `Invited ${email} until ${invitation.expires_on}; Auth0 was asked to send the mail (${invitation.id}).`,
  }
}

/** How an existing account stands, as a result; nothing is changed. */
function standingTold({ email, now }: Draft, user: InvitedUser | undefined): Told {
  const standing = standingOf(user?.app_metadata, now)
  if (standing.status === 'pending') {
    const { invitation } = standing
    return {
      row: row(email, 'already_invited', invitation, user),
      sentence: `${email} is already invited until ${invitation.expires_on}; nothing was sent. “Forgot password?” on the sign-in page mails the invitation again.`,
    }
  }
  if (standing.status === 'accepted') {
    const sentence = `${email} has already accepted an invitation; nothing was sent.`
    return { row: row(email, 'already_accepted', standing.invitation, user), sentence }
  }
  const said = standing.status === 'none' ? '' : ` (its invitation is ${standing.status})`
  const error = new InvitationsError(
    'user_exists',
    `A user with the address ${email} exists already${said}; nothing was changed.`,
    {
      hint: 'Who has an account can sign in already; “Forgot password?” sets a new password. Existing accounts cannot be invited yet.',
    },
  )
  return { row: row(email, 'failed', undefined, user, { reason: error.code }), sentence: error.message, error }
}

/** What inviting would do; one look-up, no change. */
async function foresee(draft: Draft, users: Users): Promise<Told> {
  const { email, invitation, connection, now } = draft
  const user = (await users.findByEmail(email)).find(({ connections }) => connections.includes(connection))
  const standing = standingOf(user?.app_metadata, now)
  const isHalfDone = standing.status === 'pending' && standing.invitation.sends === 0
  if (user !== undefined && !isHalfDone) return standingTold(draft, user)
  const shown = isHalfDone ? standing.invitation : invitation
  const steps = user
    ? 'ask Auth0 for the mail that was never sent'
    : `create the user in ${connection} and ask Auth0 for the mail`
  return {
    row: { ...row(email, 'invited', shown, user), invitation_id: isHalfDone ? shown.id : null, reason: 'dry_run' },
    sentence: `Would invite ${email} until ${shown.expires_on}: ${steps}. Nothing was done.`,
  }
}

function row(
  email: string,
  outcome: InviteResult['outcome'],
  invitation: Invitation | undefined,
  user: InvitedUser | undefined,
  { email_sent = false, reason = null }: { email_sent?: boolean; reason?: string | null } = {},
): InviteResult {
  return {
    email,
    user_id: user?.user_id ?? null,
    invitation_id: invitation?.id ?? null,
    outcome,
    email_sent,
    expires_at: invitation?.expires_at ?? null,
    reason,
  }
}

function emailNotSent(
  failure: unknown,
  email: string,
  settings: InvitationSettings,
  isNoted: boolean,
): InvitationsError {
  const { domain, clientId, connection } = settings
  const cause = explain(failure, `ask Auth0 for the mail to ${email}`, domain)
  const code: ErrorCode = 'email_not_sent'
  const again = `Then run: invitations invite ${email}`
  const status = statusOf(failure)
  const check =
    status !== undefined && status >= 400 && status < 500 && status !== 429
      ? `Check INVITATIONS_CLIENT_ID (${clientId}) and that this app may use the connection ${connection}. `
      : `${cause.hint} `
  const noted = isNoted ? '' : ' (That no mail went out could not be noted either: check with “invitations show”.)'
  return new InvitationsError(
    code,
    `The invitation for ${email} is saved, but no mail was sent. ${cause.message}${noted}`,
    {
      hint: check + again,
      cause: failure,
    },
  )
}
