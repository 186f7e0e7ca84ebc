/** A link, or a code, to set a password. Only the newest of a user works, and it works once. */
export interface PasswordTicket {
  ticket: string
  user_id: string
  client_id?: string
  expiresAt: Date
  isUsed: boolean
  marksEmailVerified: boolean
  /** What the mail holds instead of the link, where the connection verifies addresses by code. */
  code?: string
}

/** A password reset whose link was opened and that passed the post-challenge trigger. */
export interface PasswordReset {
  id: string
  ticket: PasswordTicket
  resultUrl?: string
}

/** A link that proves a mailbox; it works once. */
export interface VerificationTicket {
  ticket: string
  user_id: string
  client_id?: string
  expiresAt: Date
  isUsed: boolean
  /** Where to go afterwards; left out, what the template says. */
  resultUrl?: string
  /** Whether `email` is in that address; left out, what the template says. */
  includesEmail?: boolean
}

/** A code that was mailed for signing in. Only the newest of an address works, and it works once. */
export interface MailedCode {
  code: string
  expiresAt: Date
  wrongAttempts: number
}
