/** A page as a person sees it. */
export interface Page {
  /** Its address in the address bar. */
  address: string
  /** Whether it asks for a new password. */
  asksForPassword: boolean
  /** Its text, with white space collapsed. */
  text: string
  /** The targets of its links. */
  links: readonly string[]
}

/** Somebody who signs in. */
export interface Person {
  email: string
  password: string
}

/** Auth0's pages, as an invitee sees them, each time in a fresh browser. */
export interface Pages {
  /** Opens the link of a mail. */
  open(link: string): Promise<Page>
  /** Opens the link of a mail and sets a password. @returns the page behind it */
  choosePassword(link: string, password: string): Promise<Page>
  /**
   * Signs in at the sign-in page.
   * @param address of the app's request, at /authorize
   * @param callback where the sign-in returns to
   * @returns the page at the callback, or the one that refuses
   */
  signIn(address: string, person: Person, callback: string): Promise<Page>
  /** Asks for the mail of “Forgot password?” from the sign-in page. @returns the page behind it */
  forgotPassword(address: string, email: string): Promise<Page>
  close(): Promise<void>
}
