/** Whether a reset mail is ours, of whatever version: no other makes such links. */
export function isOurResetMail({ body }: { body: string }): boolean {
  return body.includes('type=invite&invitation=')
}

/** Whether a reset mail knows invitations: ours, or one that somebody wrote after it. Others' links say other things. */
export function knowsInvitations(body: unknown): boolean {
  return typeof body === 'string' && body.includes('app_metadata.invitation') && body.includes('invitation=')
}
