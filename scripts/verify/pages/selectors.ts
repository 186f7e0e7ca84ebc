/**
 * How to find one's way on Auth0's pages of Universal Login: by the type of an input and by what it is for, not by its name.
 * As far as public sources show them, they hold for both of Auth0's experiences, with an identifier first or with the password
 * on the same page; test/emulator/universal-login/page.ts names the sources.
 */
export const selectors = {
  /** Who signs in, or whom “Forgot password?” is for. */
  identifier:
    'input[inputmode="email"]:visible, input[type="email"]:visible, input[autocomplete~="username"]:visible, input[autocomplete~="email"]:visible',
  /** The password at sign-in; of a new one there are two. */
  password: 'input[type="password"]:visible',
  /** The one that sends the form. A form may have a second one, to show a password, and a third that nobody sees. */
  submit:
    'button[type="submit"][name="action"][value="default"]:visible, button[type="submit"][data-action-button-primary="true"]:visible',
  /** “Forgot password?” */
  forgotPassword: 'a[href*="reset-password"]:visible',
} as const
