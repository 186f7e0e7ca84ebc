/**
 * The scopes that the commands need, and no more. test/e2e/scopes.test.ts holds them against the calls that the commands
 * make, and docs/quick-start.md has them as a table.
 */
export const scopes = {
  /** Inviting, listing, reminding, revoking: what an admin or a backend does every day. */
  admin: [
    'create:users',
    'read:users',
    'update:users',
    'create:user_tickets',
    'read:logs',
    'read:connections',
    'read:clients',
  ],
  /** `deploy`, from CI. */
  deploy: [
    'read:actions',
    'create:actions',
    'update:actions',
    'delete:actions',
    'read:email_templates',
    'create:email_templates',
    'update:email_templates',
    'read:email_provider',
    'read:prompts',
    'update:prompts',
    'read:connections',
    'update:connections',
    'read:clients',
  ],
  /** What `doctor` looks at; without one it says what it could not see. */
  doctor: [
    'read:actions',
    'read:attack_protection',
    'read:clients',
    'read:connections',
    'read:email_provider',
    'read:email_templates',
    'read:logs',
    'read:prompts',
    'read:rules',
    'read:tenant_settings',
    'read:users',
  ],
  /** For flags and answers that not everybody uses: roles, accounts that nobody verified, `--delete-account`, `--purge`. */
  sometimes: [
    'read:roles',
    'delete:users',
    'read:device_credentials',
    'delete:device_credentials',
    'delete:grants',
    'delete:authentication_methods',
    'delete:guardian_enrollments',
    'delete:sessions',
    'delete:refresh_tokens',
  ],
} as const
