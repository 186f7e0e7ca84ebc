import type { Deployments } from '../deployments/index.ts'
import { fitting, hasFields, type Described, type Kind } from '../ground/given/described.ts'
import { Disk } from '../ground/disk/disk.ts'
import { Secrets } from '../ground/secrets.ts'
import { flag } from '../ground/given/kinds.ts'
import { InvitationsError } from '../ground/errors.ts'
import type { InvitationRow, Invitations, Outcome } from '../invitations/index.ts'

/** Who uses the desk: their name is in the audit line, and invites where no other inviter is named. */
export interface Admin {
  name: string
  email: string
}

/** What an admin can do with an invitation by the desk. */
export type DeskOperation = 'invite' | 'import' | InvitationOperation

/** What can be done with an invitation that there is; `link`: a new link to hand over. */
export type InvitationOperation = 'resend' | 'remind' | 'link' | 'revoke'

/** One thing that an admin did by the desk, or tried to. It holds no link. */
export interface DeskEntry {
  /** ISO 8601, by Auth0's clock. */
  at: string
  admin: Admin
  operation: DeskOperation
  email: string
  user_id: string | null
  invitation_id: string | null
  outcome: Outcome['outcome']
  reason: string | null
}

export interface DeskOptions {
  /** Who sends a request, by your own sign-in; undefined: nobody, who gets a page with 403 and nothing else. */
  admin: (request: Request) => Admin | undefined | Promise<Admin | undefined>
  /** Where the desk is mounted, like `/desk`; default: at the root. */
  basePath?: string | undefined
  /**
   * Whether somebody may do this with this invitation; default: every admin may do everything. It is asked before a button
   * is shown, and again before anything is done. Everything is shown to every admin.
   * @param invitation undefined for somebody new, and for `import`, a whole spreadsheet
   */
  may?:
    | ((admin: Admin, operation: DeskOperation, invitation: InvitationRow | undefined) => boolean | Promise<boolean>)
    | undefined
  /** Hears what was done and by whom, for your audit log; awaited. */
  audit?: ((entry: DeskEntry) => void | Promise<void>) | undefined
  /** For the page with the doctor's findings; left out, there is none. */
  deployments?: Pick<Deployments, 'doctor'> | undefined
  /**
   * A folder for journals of imports, so that spreadsheets can be imported: where the process lives as long as an import
   * takes. The same folder as `invitations import` uses, `.auth0-invitations`, lets each go on with the runs of the other.
   */
  journals?: string | undefined
  /** Says what would be done, and does nothing. */
  dryRun?: boolean | undefined
  /** @internal */
  disk?: Disk | undefined
}

/** The options as they are worked with. */
export interface Desk extends Pick<DeskOptions, 'admin' | 'deployments' | 'journals'> {
  invitations: Invitations
  /** Without a slash at its end; empty at the root. */
  basePath: string
  may: NonNullable<DeskOptions['may']>
  audit: NonNullable<DeskOptions['audit']>
  dryRun: boolean
  disk: Disk
}

const described: Described<DeskOptions> = {
  name: 'the options of createDesk',
  fields: {
    admin: functionOf<DeskOptions['admin']>(),
    basePath: {
      wanted: 'a path like /desk',
      parse: (given) => (typeof given === 'string' && /^(\/[\w.~-]+)*\/?$/.test(given) ? given : undefined),
    },
    may: functionOf<NonNullable<DeskOptions['may']>>(),
    audit: functionOf<NonNullable<DeskOptions['audit']>>(),
    deployments: {
      wanted: 'what createDeployments returned',
      parse: (given) => (hasDoctor(given) ? given : undefined),
    },
    journals: {
      wanted: 'the path of a folder',
      parse: (given) => (typeof given === 'string' && given.trim() !== '' ? given : undefined),
    },
    dryRun: flag,
    disk: { wanted: 'left out', parse: (given) => (isDisk(given) ? given : undefined) },
  },
  needed: ['admin'],
}

/** @throws InvitationsError `usage` */
export function deskOf(invitations: unknown, given: unknown): Desk {
  if (!areInvitations(invitations)) {
    throw new InvitationsError('usage', 'The desk must be given what createInvitations returned.', {
      hint: 'createDesk(createInvitations(settings), { admin: … })',
    })
  }
  const {
    basePath = '',
    may = () => true,
    audit = () => undefined,
    dryRun = false,
    disk = new Disk(new Secrets([]), { isRunning: () => true, now: new Date() }),
    ...rest
  } = fitting(given, described)
  return { ...rest, invitations, basePath: basePath.replace(/\/$/, ''), may, audit, dryRun, disk }
}

function functionOf<Wanted extends (...args: never[]) => unknown>(): Kind<Wanted> {
  const isFunction = (given: unknown): given is Wanted => typeof given === 'function'
  return { wanted: 'a function', parse: (given) => (isFunction(given) ? given : undefined) }
}

function hasDoctor(given: unknown): given is Pick<Deployments, 'doctor'> {
  return hasFields(given) && 'doctor' in given && typeof given.doctor === 'function'
}

/** By what it can do: the program makes it, and its bundle has classes of its own. */
function isDisk(given: unknown): given is Disk {
  return hasFields(given) && 'temporaryFolder' in given && typeof given.temporaryFolder === 'function'
}

function areInvitations(given: unknown): given is Invitations {
  return hasFields(given) && 'place' in given && typeof given.place === 'function'
}

/**
 * Who it is, as far as the app's own code says it well.
 * @returns undefined for nobody, and for anything that is not an admin
 */
export function adminIn(given: unknown): Admin | undefined {
  if (!hasFields(given) || !('name' in given) || !('email' in given)) return undefined
  const { name, email } = given
  return typeof name === 'string' && typeof email === 'string' && name.trim() !== '' ? { name, email } : undefined
}
