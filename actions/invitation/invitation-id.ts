/**
 * Whether it is an invitation's id: `inv_`, then 8 to 64 letters, digits or underscores. Ours have 32 hex digits. The
 * same pattern applies to records, to ids that people look up and to ids that callers choose. A record with any other
 * id is malformed and stays so.
 */
export function isInvitationId(value: unknown): value is string {
  return typeof value === 'string' && /^inv_\w{8,64}$/.test(value)
}
