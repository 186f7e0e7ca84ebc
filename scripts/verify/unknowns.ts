/**
 * What Auth0 leaves undocumented, and the possible behaviours: the switches of the local tenant, by name. The sources are in
 * test/emulator/assumptions.ts; a test compares the two.
 */
export const unknowns = {
  'reset-verifies-email': ['yes', 'no'],
  'superseded-link': ['used', 'expired', 'generic'],
  'post-challenge-deny': ['generic', 'reason'],
  'bound-guard-without-client-id': ['400', 'skipped'],
  'set-result-url': ['button', 'ignored'],
  'link-fragment': ['kept', 'lost'],
  'disabled-reset-email': ['stock', 'nothing'],
  'imports-run-registration-triggers': ['no', 'yes'],
  'unknown-address': ['200', '404'],
  'required-username-reset': ['mails', 'nothing'],
  'liquid-whitespace-control': ['yes', 'no'],
  'liquid-date-zone': ['UTC', 'US-Pacific'],
  'oversized-metadata': ['sign-in-fails', 'write-is-dropped'],
  'no-default-domain': ['409', 'canonical'],
  'custom-domain-in-emails-flag': ['shown', 'hidden'],
  'secret-written-again': ['new-instant', 'same-instant'],
} as const satisfies Record<string, readonly [string, ...string[]]>

export type Unknown = keyof typeof unknowns
export type ValueOf<Name extends Unknown> = (typeof unknowns)[Name][number]
