import type { Change } from './change.ts'
import type { Step } from './restore.ts'

/** What a deploy's changes need of the token; what is there is saved first, in an Action. */
export function scopesForChanges(changes: readonly Pick<Change, 'resource' | 'action'>[]): string[] {
  const scopes = changes.flatMap(({ resource, action }) => {
    switch (resource) {
      case 'action':
      case 'trigger':
        return []
      case 'email_template':
        // The Deploy CLI writes a template before it knows whether there is one.
        return [...(action === 'create' ? ['create:email_templates'] : []), 'update:email_templates']
      case 'prompt':
        return ['update:prompts']
      case 'connection':
        return ['update:connections']
    }
  })
  return ['create:actions', 'update:actions', ...new Set(scopes)]
}

/** What a rollback or a removal needs of it. */
export function scopesForSteps(steps: readonly Pick<Step, 'kind'>[]): string[] {
  const needed: Record<Step['kind'], string> = {
    version: 'update:actions',
    bindings: 'update:actions',
    template: 'update:email_templates',
    template_off: 'update:email_templates',
    texts: 'update:prompts',
    client: 'update:connections',
    delete: 'delete:actions',
  }
  return [...new Set(['update:actions', ...steps.map(({ kind }) => needed[kind])])]
}
