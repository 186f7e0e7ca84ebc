/** A link or a code to set a password. Only a user's newest one works, and it works once. */
export interface PasswordTicket {
  ticket: string
  user_id: string
  client_id?: string
  expiresAt: Date
  isUsed: boolean
  marksEmailVerified: boolean
  /** What the mail has instead of the link, if the connection verifies addresses by code. */
  code?: string
}

/** A password reset whose link was opened and that passed the post-challenge trigger. */
export interface PasswordReset {
  id: string
  ticket: PasswordTicket
  resultUrl?: string
}

/** A link that proves a mailbox. It works once. */
export interface VerificationTicket {
  ticket: string
  user_id: string
  client_id?: string
  expiresAt: Date
  isUsed: boolean
  /** Where to go afterwards; default: what the template says. */
  resultUrl?: string
  /** Whether `email` is in that address; default: what the template says. */
  includesEmail?: boolean
}

/** A mailed code for signing in. Only the newest one for an address works, and it works once. */
export interface MailedCode {
  code: string
  expiresAt: Date
  wrongAttempts: number
}
