import { existsSync } from 'node:fs'
import type { EmailTemplate } from '../auth0/reset-email.ts'
import type { Probes } from '../auth0/probes.ts'
import type { Trials } from '../auth0/trials.ts'
import type { Disk } from '../ground/disk/disk.ts'
import { readTextFile } from '../ground/text-file.ts'
import { at, listAt, textAt } from '../ground/unknown.ts'
import { InvitationsError } from '../ground/errors.ts'

/** The beginning of every name that a run makes, before the run's own tag. */
export const PREFIX = 'auth0-invitations-verify-'

/** What a run makes in the tenant. It is noted on this machine before it is made. */
export interface Traces {
  domain: string
  /** Addresses of accounts. */
  emails: string[]
  /** The change-password template as it was before a run replaced it. */
  template?: EmailTemplate
}

/**
 * Keeps notes of what a run makes, so that it can be removed whatever happens to the run. Apps, Actions and connections can
 * be found by their names without the notes; addresses are only in the notes.
 */
export class Notes {
  readonly #disk: Disk
  readonly #path: string
  readonly #traces: Traces

  constructor(disk: Disk, domain: string) {
    this.#disk = disk
    this.#path = pathFor(domain)
    this.#traces = read(this.#path) ?? { domain, emails: [] }
  }

  get traces(): Readonly<Traces> {
    return this.#traces
  }

  note(more: Partial<Omit<Traces, 'domain'>>): void {
    Object.assign(this.#traces, more)
    this.#disk.folder(FOLDER)
    this.#disk.replace(this.#path, Buffer.from(`${JSON.stringify(this.#traces)}\n`))
  }

  noteAccount(email: string): void {
    if (!this.#traces.emails.includes(email)) this.note({ emails: [...this.#traces.emails, email] })
  }

  /** Called once the template is back as it was. */
  forgetTemplate(): void {
    delete this.#traces.template
    this.note({})
  }

  forget(): void {
    if (!existsSync(this.#path)) return
    this.#traces.emails = []
    delete this.#traces.template
    this.#disk.remove(this.#path)
  }
}

/** What was removed, and what could not be. */
export interface Cleaned {
  removed: string[]
  left: { what: string; why: string }[]
}

/**
 * Removes everything that runs made. Whatever is already gone counts as removed.
 * @returns also what could not be removed; it never throws
 */
export async function clean({ trials, probes }: { trials: Trials; probes: Probes }, notes: Notes): Promise<Cleaned> {
  const cleaned: Cleaned = { removed: [], left: [] }
  const each = async (what: string, work: () => Promise<void>): Promise<boolean> => {
    try {
      await work()
      cleaned.removed.push(what)
      return true
    } catch (failure) {
      const why = failure instanceof Error ? (failure.message.split('\n')[0] ?? '') : String(failure)
      cleaned.left.push({ what, why })
      return false
    }
  }
  const found = async <Found>(what: string, work: () => Promise<Found[]>): Promise<Found[]> => {
    try {
      return await work()
    } catch (failure) {
      cleaned.left.push({ what, why: failure instanceof Error ? failure.message : String(failure) })
      return []
    }
  }
  const { emails, template } = notes.traces
  if (template !== undefined)
    await each('the change-password template, which is as it was', () => trials.setTemplate(template))
  for (const probe of await found('the Actions', () => probes.named(PREFIX))) {
    await each(`Action ${probe.name}`, async () => {
      await probes.unbind(probe)
      await probes.remove(probe.id)
    })
  }
  for (const email of emails) {
    for (const { user_id } of await found(`the account ${email}`, () => trials.accountsOf(email)))
      await each(`account ${email}`, () => trials.removeAccount(user_id))
  }
  for (const { id, name } of await found('the database connections', () => trials.connectionsNamed(PREFIX)))
    await each(`database connection ${name}`, () => trials.removeConnection(id))
  for (const { id, name } of await found('the apps', () => trials.appsNamed(PREFIX)))
    await each(`app ${name}`, () => trials.removeApp(id)) // its grants and credentials go with it
  if (cleaned.left.length === 0) notes.forget()
  return cleaned
}

const FOLDER = '.auth0-invitations'

function pathFor(domain: string): string {
  return `${FOLDER}/verify-${domain.replaceAll(/[^\w.-]/g, '_')}.json`
}

/** @throws InvitationsError `unreadable_file` for any other file, whose content would otherwise be lost */
function read(path: string): Traces | undefined {
  if (!existsSync(path)) return undefined
  try {
    const notes: unknown = JSON.parse(readTextFile(path))
    const template = at(notes, 'template')
    const texts = {
      body: textAt(template, 'body'),
      from: textAt(template, 'from'),
      subject: textAt(template, 'subject'),
    }
    return {
      domain: textAt(notes, 'domain'),
      emails: listAt(notes, 'emails').filter((one) => typeof one === 'string'),
      ...(typeof template === 'object' && { template: { ...template, ...texts, template: 'reset_email' } }),
    }
  } catch (cause) {
    throw new InvitationsError('unreadable_file', `${path} is not a file that verify wrote.`, {
      hint: 'It lists what an earlier run made. Check it, and remove it if nothing is left.',
      cause,
    })
  }
}
