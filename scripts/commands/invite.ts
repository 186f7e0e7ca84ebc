import { domainToUnicode } from 'node:url'
import { foldAddress, hasInternationalDomain } from '../../actions/invitation/address.ts'
import { readDuration } from '../ground/duration.ts'
import { invitationsIn } from './at-tenant.ts'
import { interrupted, InvitationsError } from '../ground/errors.ts'
import type { InviteOptions, InviteRequest } from '../invitations/index.ts'
import { wrongRequest } from '../invitations/inviting/invite-request.ts'
import { readInvitationSettings } from '../ground/settings/invitation-settings.ts'
import { confirmMails, recipientOf } from './choosing/before-mailing.ts'
import {
  confirm,
  requireAnswer,
  jsonFlag,
  MAILS_WITHOUT_QUESTION,
  text,
  texts,
  userIdFlag,
  verboseFlag,
  type Call,
  type Command,
} from './command.ts'
import { lookFirst } from './choosing/looked-first.ts'
import { linkFlags, linkOf } from './link-flags.ts'
import { FEW, Tally } from './telling/tally.ts'

export const invite: Command = {
  operands: '<email>…',
  flags: {
    name: { type: 'string', value: '<name>', help: 'name of the invitee, for the greeting' },
    username: { type: 'string', value: '<name>', help: 'user name of the account, if the connection needs one' },
    'invited-by': { type: 'string', value: '<name>', help: 'the inviter, as the mail names them' },
    note: { type: 'string', value: '<text>', help: 'personal words in the mail, at most 500 characters' },
    locale: { type: 'string', value: '<de>', help: "the invitee's language, like de" },
    'time-zone': {
      type: 'string',
      value: '<zone>',
      help: "the invitee's time zone, like Europe/Berlin; for the expiry date and quiet hours",
    },
    ttl: { type: 'string', value: '<7d>', help: 'how long the invitation lasts, from 1m to 30d (default 7d)' },
    'redirect-to': { type: 'string', value: '<url>', help: 'where to go after accepting; https only' },
    context: { type: 'string', value: '<json>', help: 'a JSON object that your app gets in the claim, at most 1 kB' },
    role: {
      type: 'string',
      multiple: true,
      value: '<name|rol_…>',
      help: 'a role for the account; repeatable; needs a paid plan',
    },
    'accept-with': {
      type: 'string',
      value: '<connection|password>',
      help: 'the only way to accept: with an account of this provider, or with the password',
    },
    ...linkFlags,
    'user-id': userIdFlag,
    'keep-account': {
      type: 'boolean',
      help: 'keep an account with an unverified address and close every way into it, instead of deleting it',
    },
    verbose: verboseFlag,
    json: jsonFlag,
  },
  examples: [
    'invite ada@example.com --name "Ada Lovelace" --invited-by Grace',
    `invite ada@example.com --ttl 14d --context '{"plan":"team"}' --json`,
    'invite ada@example.com --link --link-param app=Engine --role editor',
  ],
  changes: () => true,
  asks: true,
  async run(call) {
    const settings = readInvitationSettings(call.environment)
    const invitations = invitationsIn(settings, call)
    const dryRun = call.flags['dry-run'] === true
    const requests = requestsOf(call)
    const problems = requests.flatMap((request) => invitations.problemsOf(request))
    if (problems.length > 0) throw wrongRequest(problems, text(call, 'locale'))
    if (text(call, 'username') !== undefined && requests.length > 1) {
      throw new InvitationsError('usage', '--username is for one account, but several addresses were given.', {
        hint: ['Invite them one by one, or from a file with a column username: ', { do: 'import', file: 'people.csv' }],
      })
    }
    const options: InviteOptions = {
      dryRun,
      user_id: text(call, 'user-id'),
      keepAccount: call.flags['keep-account'] === true,
      confirm: (question) => confirm(call, question),
    }
    if (options.user_id !== undefined && requests.length > 1) {
      throw new InvitationsError('usage', '--user-id is for one account, but several addresses were given.', {
        hint: 'Invite them one by one.',
      })
    }
    const mails = requests.filter(({ link }) => link === undefined).length
    const question = mails > MAILS_WITHOUT_QUESTION && !dryRun ? `Send ${mails} mails?` : undefined
    if (question !== undefined) requireAnswer(call, question)
    await lookFirst(call, settings, { invitations, requests })
    const [first] = requests
    if (question !== undefined && first !== undefined) {
      await confirmMails(call, { question, settings, first: recipientOf(first, settings, call.now) })
    }
    for (const { email } of requests.filter((request) => hasInternationalDomain(request.email))) {
      const domain = domainToUnicode(email.split('@')[1] ?? '')
      call.output.warn(`The domain of ${email} is read as ${domain}. Make sure that this is the domain you mean.`)
    }
    const tally = new Tally(call, requests.length)
    try {
      for (const [index, request] of requests.entries()) {
        if (call.signal.aborted) throw withRest(interrupted('Stopped by Ctrl-C.', ''), requests.slice(index))
        const outcome = await invitations.invite(request, options).catch((failure: unknown) => {
          throw withRest(failure, requests.slice(index))
        })
        tally.add(outcome)
      }
    } finally {
      tally.end()
    }
    if (requests.length > FEW) {
      call.output.say(`${tally.told}.`)
      call.output.record({ type: 'summary', ...tally.counts })
    }
    return tally.exitCode
  },
}

/** One request per address, each address once. */
function requestsOf(call: Call): InviteRequest[] {
  const addresses = [...new Set(call.operands.map(foldAddress))]
  if (addresses.length === 0) {
    throw new InvitationsError('usage', 'Whom to invite? No address was given.', {
      hint: [{ do: 'invite', email: 'ada@example.com' }],
    })
  }
  const ttl = text(call, 'ttl')
  const request = {
    name: text(call, 'name'),
    username: text(call, 'username'),
    ttl_sec: ttl === undefined ? undefined : readDuration(ttl),
    invited_by: text(call, 'invited-by'),
    note: text(call, 'note'),
    locale: text(call, 'locale'),
    time_zone: text(call, 'time-zone'),
    redirect_to: text(call, 'redirect-to'),
    context: text(call, 'context'),
    roles: texts(call, 'role'),
    accept_with: text(call, 'accept-with'),
    link: linkOf(call),
  }
  return addresses.map((email) => ({ email, ...request }))
}

/** A failure that stops one invitation would stop the next one too, so the error names everybody not reached. */
function withRest(failure: unknown, rest: InviteRequest[]): unknown {
  const isAlone = rest.length === 1 && !(failure instanceof InvitationsError && failure.code === 'interrupted')
  if (!(failure instanceof InvitationsError) || isAlone) return failure
  const named = rest.slice(0, FEW).map(({ email }) => email)
  const more = rest.length > FEW ? ` and ${rest.length - FEW} more` : ''
  const again = `Not invited: ${named.join(', ')}${more}. Run the same command again. Nobody is emailed twice.`
  return failure.withHint(`${failure.hint} ${again}`.trim())
}
