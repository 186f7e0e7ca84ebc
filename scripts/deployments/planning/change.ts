/** One thing that a deploy does to the tenant. */
export interface Change {
  resource: 'action' | 'trigger' | 'email_template' | 'prompt' | 'connection'
  /** The tenant's name for the resource. */
  name: string
  action: 'create' | 'update' | 'replace' | 'bind' | 'unbind' | 'set' | 'enable'
  /** A sentence for people. */
  change: string
  /** What it means for users and programs that have nothing to do with invitations. */
  affects_everybody?: string
  /** Line by line, if code or a template changes. */
  diff?: string
}
