/**
 * Whether it is the id of an invitation: `inv_`, then 8 to 64 letters, digits or underscores. Ours have 32 hex digits. The
 * one pattern for records that are read, ids that are asked for and ids that callers choose: whoever writes another one
 * makes a record that stays malformed.
 */
export function isInvitationId(value: unknown): value is string {
  return typeof value === 'string' && /^inv_\w{8,64}$/.test(value)
}
