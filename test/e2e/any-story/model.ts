export const DAY = 24 * 60 * 60

/** How long a link in a reset mail lives; tenant/emails/reset_email.json says so. */
const LINK_LIFETIME_SEC = 7 * DAY
const RESEND_COOLDOWN_SEC = 60
const MOST_SENDS = 10

/** What should be true of Ada, whom an admin invited for 5 days: the rules, not how they are kept. */
export class Model {
  nowSec = 0
  invitation = { expiresSec: 0, isRevoked: false, sends: 0, sentSec: 0 }
  isAccepted = false
  mails = 0
  /** The link in the newest mail; only that one works. */
  link: { sentSec: number; isUsed: boolean } | undefined
  /** The link whose page she opened, if it let her through. */
  page: Model['link']
  /** `ended`: she chose one, and inviting her again ended it. */
  password: 'none' | 'works' | 'ended' = 'none'
  hasRefreshToken = false
  /** Auth0 counts a sign-in that an Action refuses, too. */
  hasSignedIn = false
  /** Until another team's deploy unbinds them. */
  actionsAreBound = true

  constructor() {
    this.invite(5 * DAY)
  }

  get status(): 'pending' | 'accepted' | 'revoked' | 'expired' {
    if (this.isAccepted) return 'accepted'
    if (this.invitation.isRevoked) return 'revoked'
    return this.nowSec >= this.invitation.expiresSec ? 'expired' : 'pending'
  }

  get isDead(): boolean {
    return this.status === 'revoked' || this.status === 'expired'
  }

  /** Whether the right password gets somebody in: a revocation holds without our Actions. */
  get admits(): boolean {
    return this.status !== 'revoked' && !(this.isDead && this.actionsAreBound)
  }

  /** Our tools blocked her, and Auth0 shows that somebody signed in: an administrator's block would look the same. */
  get isShutForGood(): boolean {
    return this.invitation.isRevoked && this.hasSignedIn
  }

  /** Whether a refresh token still works: while our Actions are bound, only an owner's does. */
  get renews(): boolean {
    return this.admits && (this.isAccepted || !this.actionsAreBound)
  }

  get mayBeMailedAgain(): boolean {
    const { sends, sentSec } = this.invitation
    return this.status === 'pending' && sends < MOST_SENDS && this.nowSec >= sentSec + RESEND_COOLDOWN_SEC
  }

  get newestLinkOpens(): boolean {
    return works(this.link, this.nowSec) && !(this.isDead && this.actionsAreBound)
  }

  get openPageSaves(): boolean {
    return this.page === this.link && works(this.page, this.nowSec)
  }

  invite(ttlSec: number): void {
    this.invitation = { expiresSec: this.nowSec + ttlSec, isRevoked: false, sends: 1, sentSec: this.nowSec }
    // Somebody with the dead invitation's link may have chosen it: it opens nothing any more.
    if (this.password === 'works') this.password = 'ended'
    this.mail()
  }

  mail(): void {
    this.mails += 1
    this.link = { sentSec: this.nowSec, isUsed: false }
  }

  /** She gave the right password; `admits` says whether she gets in. */
  provePassword(): void {
    if (!this.invitation.isRevoked) this.hasSignedIn = true
  }

  enter(): void {
    if (this.status === 'pending' && this.actionsAreBound) this.isAccepted = true
  }
}

function works(link: Model['link'], nowSec: number): boolean {
  return link !== undefined && !link.isUsed && nowSec < link.sentSec + LINK_LIFETIME_SEC
}
