/** Whether a reset mail is ours, of any version: no other makes such links. */
export function isOurResetMail({ body }: { body: string }): boolean {
  return body.includes('type=invite&invitation=')
}

/** Whether a reset mail knows about invitations: ours, or one based on it. Links of other mails look different. */
export function knowsInvitations(body: unknown): boolean {
  return typeof body === 'string' && body.includes('app_metadata.invitation') && body.includes('invitation=')
}
