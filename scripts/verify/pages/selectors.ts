/**
 * Finds the parts of Auth0's Universal Login pages by the type of an input and its purpose, not by its name. As far as
 * public sources show, they work for both of Auth0's experiences: with the identifier first, or with the password on the
 * same page. test/emulator/universal-login/page.ts names the sources.
 */
export const selectors = {
  /** The person who signs in, or who forgot the password. */
  identifier:
    'input[inputmode="email"]:visible, input[type="email"]:visible, input[autocomplete~="username"]:visible, input[autocomplete~="email"]:visible',
  /** The password at sign-in. For a new password, there are two. */
  password: 'input[type="password"]:visible',
  /** The button that sends the form. A form may have another one that shows a password, and a third that is hidden. */
  submit:
    'button[type="submit"][name="action"][value="default"]:visible, button[type="submit"][data-action-button-primary="true"]:visible',
  /** “Forgot password?” */
  forgotPassword: 'a[href*="reset-password"]:visible',
} as const
