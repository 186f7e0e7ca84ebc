import type { Deployments } from '../deployments/index.ts'
import { fitting, hasFields, type Described, type Kind } from '../ground/given/described.ts'
import { Disk } from '../ground/disk/disk.ts'
import { Secrets } from '../ground/secrets.ts'
import { flag } from '../ground/given/kinds.ts'
import { InvitationsError } from '../ground/errors.ts'
import type { InvitationRow, Invitations, Outcome } from '../invitations/index.ts'

/** Who uses the desk. Their name is in the audit log, and is the inviter's unless another one is given. */
export interface Admin {
  name: string
  email: string
}

/** What an admin can do at the desk. */
export type DeskOperation = 'invite' | 'import' | InvitationOperation

/** What can be done with an existing invitation. `link`: make a new link to hand over. */
export type InvitationOperation = 'resend' | 'remind' | 'link' | 'revoke'

/** One thing that an admin did at the desk, or tried to do. It holds no link. */
export interface DeskEntry {
  /** ISO 8601 in UTC, Auth0's time. */
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
  /** Who sends a request, according to your own sign-in. For undefined, the desk answers only with a 403 page. */
  admin: (request: Request) => Admin | undefined | Promise<Admin | undefined>
  /** Where the desk is mounted, like `/desk`. Default: at the root. */
  basePath?: string | undefined
  /**
   * Whether an admin may do this with this invitation. Called before a button is shown, and again before anything is done.
   * Every admin can see everything. Default: every admin may do everything.
   * @param invitation undefined for a new person, and for `import`, a whole spreadsheet
   */
  may?:
    | ((admin: Admin, operation: DeskOperation, invitation: InvitationRow | undefined) => boolean | Promise<boolean>)
    | undefined
  /** Called with each thing that was done, for your audit log, and awaited. If it throws, nothing else is done. */
  audit?: ((entry: DeskEntry) => void | Promise<void>) | undefined
  /** Adds a page with the doctor's findings. Default: no such page. */
  deployments?: Pick<Deployments, 'doctor'> | undefined
  /**
   * Folder for journals of imports. With it, spreadsheets can be imported; use it if the process lives long enough for an
   * import. `invitations import` uses `.auth0-invitations`; with that folder, the desk and the program can continue each
   * other's runs. Default: no imports.
   */
  journals?: string | undefined
  /** Says what would be done, and does nothing. Default: false. */
  dryRun?: boolean | undefined
  /** @internal */
  disk?: Disk | undefined
}

/** The options as the desk uses them. */
export interface Desk extends Pick<DeskOptions, 'admin' | 'deployments' | 'journals'> {
  invitations: Invitations
  /** Without a slash at the end; empty at the root. */
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
    throw new InvitationsError('usage', 'createDesk needs what createInvitations returned.', {
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

/** Checked by its methods: the program makes it, and its bundle has its own copy of the class. */
function isDisk(given: unknown): given is Disk {
  return hasFields(given) && 'temporaryFolder' in given && typeof given.temporaryFolder === 'function'
}

function areInvitations(given: unknown): given is Invitations {
  return hasFields(given) && 'place' in given && typeof given.place === 'function'
}

/**
 * The admin that the app's own code returned, if it has the right form.
 * @returns undefined for nobody, and for anything that is not an admin
 */
export function adminIn(given: unknown): Admin | undefined {
  if (!hasFields(given) || !('name' in given) || !('email' in given)) return undefined
  const { name, email } = given
  return typeof name === 'string' && typeof email === 'string' && name.trim() !== '' ? { name, email } : undefined
}
