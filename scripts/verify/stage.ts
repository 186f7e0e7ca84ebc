import { randomBytes } from 'node:crypto'
import type { TenantApi } from '../auth0/tenant-api.ts'
import type { MadeProbe, Probe, Probes } from '../auth0/probes.ts'
import type { Trials } from '../auth0/trials.ts'
import { unknownPassword } from '../auth0/unknown-password.ts'
import type { Deployments } from '../deployments/index.ts'
import { InvitationsError } from '../ground/errors.ts'
import type { DeploySettings } from '../ground/settings/deploy-settings.ts'
import type { InvitationSettings } from '../ground/settings/invitation-settings.ts'
import type { Invitations, InviteRequest, Outcome } from '../invitations/index.ts'
import type { SignIn, TrialApp } from './trial-app.ts'
import type { Awaiting, CaughtMail, Mailbox } from './mailbox.ts'
import type { Pages } from './pages/page.ts'
import { PREFIX, type Notes } from './traces.ts'

/** What a stage is made of. */
export interface Props {
  /** The run's own tag; the names of everything it makes contain it. */
  tag: string
  settings: InvitationSettings
  deploySettings: DeploySettings
  invitations: Invitations
  deployments: Deployments
  api: TenantApi
  trials: Trials
  /** The same, but its calls name no custom domain. */
  withoutDomain: Trials
  probes: Probes
  notes: Notes
  app: TrialApp
  clientId: string
  mailbox: Mailbox
  pages: Pages
  /** Addresses, with `{tag}` as a placeholder for a name. */
  addresses: string
  wait: (ms: number) => Promise<void>
  elapsedMs: () => number
  fetch: typeof fetch
  signal: AbortSignal
}

/** Where the stories play: a tenant, people with mailboxes and browsers, and the product as its users run it. */
export class Stage {
  readonly props: Props
  /** If set, no mail is waited for any more, for this reason. */
  #noMails: InvitationsError | undefined

  constructor(props: Props) {
    this.props = props
  }

  get invitations(): Invitations {
    return this.props.invitations
  }

  get deployments(): Deployments {
    return this.props.deployments
  }

  get trials(): Trials {
    return this.props.trials
  }

  get pages(): Pages {
    return this.props.pages
  }

  get settings(): InvitationSettings {
    return this.props.settings
  }

  get signal(): AbortSignal {
    return this.props.signal
  }

  elapsedMs(): number {
    return this.props.elapsedMs()
  }

  /** The address of a person in these stories. Their account is removed at the end. @param name in lower case */
  person(name: string): string {
    const email = this.props.addresses.replaceAll('{tag}', `verify-${this.props.tag}-${name}`).toLowerCase()
    this.props.notes.noteAccount(email)
    return email
  }

  /** A password that satisfies every policy. It is used for one person and shown to nobody. */
  password(email: string): string {
    return unknownPassword([email])
  }

  /** The tenant's time. */
  now(): Date {
    return this.props.api.clock.now()
  }

  /** Waits until Auth0's clock shows this instant. */
  async until(instant: Date): Promise<void> {
    for (;;) {
      const leftMs = instant.getTime() - this.now().getTime()
      if (leftMs <= 0) return
      await this.props.wait(Math.max(leftMs, 1000))
      await this.trials.countAccounts() // its answer says Auth0's time
    }
  }

  /**
   * Does something that mails somebody, and waits for the mail.
   * @throws InvitationsError `mail_not_received`
   */
  async mailTo(email: string, asksForIt: () => Promise<unknown>, how?: Awaiting): Promise<CaughtMail> {
    const { mailbox } = this.props
    const seen = await mailbox.idsTo(email)
    await asksForIt()
    if (this.#noMails !== undefined) throw this.#noMails
    return mailbox.newestTo(email, seen, how)
  }

  /** Called after the first mail that did not come: the others are not waited for. */
  expectsNoMails(): void {
    this.#noMails = new InvitationsError(
      'mail_not_received',
      'No mail came to the first address, so no more were waited for.',
      {
        hint: '',
      },
    )
  }

  /** Invites somebody, with a user name if accounts need one. A failure is in the outcome. */
  async invite(email: string, more: Partial<InviteRequest> = {}): Promise<Outcome> {
    const outcome = await this.invitations.invite({ email, ...more })
    if (outcome.error?.code !== 'username_needed') return outcome
    return this.invitations.invite({ email, username: `v${randomBytes(6).toString('hex')}`, ...more })
  }

  /**
   * Invites somebody for a story that only begins with the invitation.
   * @returns the link of the mail
   * @throws InvitationsError
   */
  async linkFor(email: string, more: Partial<InviteRequest> = {}): Promise<string> {
    return linkIn(await this.mailTo(email, async () => done(await this.invite(email, more))))
  }

  /** Opens an address as programs do that scan links in mails. @returns the HTTP status */
  async scan(link: string): Promise<number> {
    const response = await this.props.fetch(link, { redirect: 'manual' })
    await response.body?.cancel()
    return response.status
  }

  /** Asks for the change-password mail as “Forgot password?” does, for the app that invitees sign in to. */
  async askForMail(email: string): Promise<number> {
    const { clientId: client_id, connection } = this.settings
    return this.trials.askForMail({ client_id, email, connection })
  }

  async signIn(email: string, password: string): Promise<SignIn> {
    return this.props.app.signIn(this.pages, { email, password })
  }

  /** Runs an Action after all others for as long as the work takes. */
  async withProbe<Result>({ name, ...probe }: Probe, work: (made: MadeProbe) => Promise<Result>): Promise<Result> {
    const made = await this.props.probes.make({ name: `${PREFIX}${this.props.tag}-${name}`, ...probe })
    try {
      await this.props.probes.bindLast(made)
      return await work(made)
    } finally {
      await this.props.probes.unbind(made)
      await this.props.probes.remove(made.id)
    }
  }

  /** Puts another change-password template into the tenant for as long as the work takes. */
  async withTemplate<Result>(change: object, work: () => Promise<Result>): Promise<Result> {
    const { notes } = this.props
    const before = await this.trials.template()
    if (before === undefined)
      throw new InvitationsError('not_found', 'The tenant has no change-password template of its own.', {
        hint: [{ do: 'deploy apply' }],
      })
    notes.note({ template: before })
    try {
      await this.trials.setTemplate({ ...before, ...change })
      return await work()
    } finally {
      await this.trials.setTemplate(before)
      notes.forgetTemplate()
    }
  }
}

/** The outcome, if it was done. @throws InvitationsError if it was not */
export function done(outcome: Outcome): Outcome {
  if (outcome.error !== undefined) throw outcome.error
  return outcome
}

/** The link of an invitation or a reset in a mail. @throws InvitationsError `mail_not_received` if there is none */
export function linkIn({ links, subject }: CaughtMail): string {
  const link = links.find((one) => /[?&]ticket=/.test(one)) ?? links[0]
  if (link !== undefined) return link
  throw new InvitationsError('mail_not_received', `The mail “${subject}” has no link.`, { hint: '' })
}

/** The parameters that the template put into a link. */
export function parametersOf(link: string): { type: string | null; invitation: string | null } {
  const { searchParams } = new URL(link)
  return { type: searchParams.get('type'), invitation: searchParams.get('invitation') }
}
