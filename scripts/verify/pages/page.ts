/** A page as somebody sees it. */
export interface Page {
  /** Where it is, as the address bar shows it. */
  address: string
  /** Whether it asks for a new password. */
  asksForPassword: boolean
  /** What it says, its white space folded. */
  text: string
  /** Where its links lead. */
  links: readonly string[]
}

/** Somebody who signs in. */
export interface Person {
  email: string
  password: string
}

/** Auth0's pages, as an invitee comes to them: each time with a browser that has been nowhere. */
export interface Pages {
  /** Opens the link of a mail. */
  open(link: string): Promise<Page>
  /** Opens the link of a mail and sets a password. @returns the page behind it */
  choosePassword(link: string, password: string): Promise<Page>
  /**
   * Signs in at the sign-in page.
   * @param address of the app's request, at /authorize
   * @param callback where the app hears how it went
   * @returns the page at the callback, or the one that refuses
   */
  signIn(address: string, person: Person, callback: string): Promise<Page>
  /** Asks for the mail of “Forgot password?” from the sign-in page. @returns the page behind it */
  forgotPassword(address: string, email: string): Promise<Page>
  close(): Promise<void>
}
