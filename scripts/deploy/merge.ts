import type { Bindings, Deployed, Desired, PromptTexts } from './desired.ts'

/**
 * Ours added to what others set in the same place. The Deploy CLI replaces a trigger's bindings and a prompt's texts
 * whole, so they are merged before it gets them: other Actions stay bound in their order, ours come last; other texts
 * stay; the sender address of the reset mail stays.
 */
export function merge(desired: Desired, deployed: Deployed): Desired {
  return {
    resetEmail: { ...desired.resetEmail, from: deployed.resetEmail?.from ?? desired.resetEmail.from },
    triggers: mapValues(desired.triggers, (ours, trigger) => mergeBindings(ours, deployed.triggers[trigger] ?? [])),
    customText: mapValues(desired.customText, (ours, language) =>
      mergeTexts(ours, deployed.customText[language] ?? {}),
    ),
  }
}

/** What a deploy would change, one sentence each; empty when the tenant is as wanted, Action code aside. */
export function describeChanges(merged: Desired, deployed: Deployed): string[] {
  const changes: string[] = []
  const { resetEmail } = deployed
  if (resetEmail === undefined) changes.push('Email template reset_email: set it, the tenant has none.')
  else if (replacesTemplate(merged, deployed)) {
    changes.push('Email template reset_email: replace it; the present one is saved first.')
    if (resetEmail.enabled === false) changes.push('Email template reset_email: it was switched off, it will be on.')
  }
  const lifetime = resetEmail?.urlLifetimeInSeconds ?? DEFAULT_LINK_SECONDS
  const wanted = merged.resetEmail.urlLifetimeInSeconds ?? lifetime
  if (wanted !== lifetime) {
    changes.push(`Links in all reset mails of the tenant: live ${days(wanted)} instead of ${days(lifetime)}.`)
  }
  for (const [trigger, bindings] of Object.entries(merged.triggers)) {
    const before = deployed.triggers[trigger] ?? []
    if (!isSame(before, bindings)) {
      const others = before.length === 0 ? '' : `, after ${before.map(({ action_name }) => action_name).join(', ')}`
      const added = bindings.filter(({ action_name }) => !before.some((bound) => bound.action_name === action_name))
      changes.push(
        `Trigger ${trigger}: bind ${added.map(({ action_name }) => action_name).join(', ')}${others}.${affects(trigger)}`,
      )
    }
  }
  for (const [language, prompts] of Object.entries(merged.customText)) {
    for (const [prompt, texts] of Object.entries(prompts)) {
      const before = deployed.customText[language]?.[prompt] ?? {}
      const count = countChanged(before, texts)
      if (count > 0)
        changes.push(
          `Prompt ${prompt} (${language}): set ${count} ${count === 1 ? 'text' : 'texts'}, which all users see.`,
        )
    }
  }
  return changes
}

/** Whether the deploy changes a template that is there; what it does not declare stays. */
export function replacesTemplate(merged: Desired, { resetEmail }: Deployed): boolean {
  if (resetEmail === undefined) return false
  return ['body', 'subject', 'syntax', 'enabled', 'urlLifetimeInSeconds'].some(
    (field) => merged.resetEmail[field] !== undefined && resetEmail[field] !== merged.resetEmail[field],
  )
}

/** Auth0's default, 5 days (docs: customize/email/email-templates). */
const DEFAULT_LINK_SECONDS = 432_000

function days(seconds: number): string {
  const count = seconds / 86_400
  return Number.isInteger(count) ? `${count} ${count === 1 ? 'day' : 'days'}` : `${seconds} s`
}

/** What a binding means for everybody in the tenant. */
function affects(trigger: string): string {
  return trigger === 'password-reset-post-challenge'
    ? ' From then on, every change_password call in the tenant needs a client_id.'
    : ''
}

function mergeBindings(ours: Bindings, theirs: Bindings): Bindings {
  const added = ours.filter(({ action_name }) => !theirs.some((bound) => bound.action_name === action_name))
  return [...theirs, ...added]
}

function mergeTexts(ours: PromptTexts, theirs: PromptTexts): PromptTexts {
  return mapValues(ours, (screens, prompt) => ({
    ...theirs[prompt],
    ...mapValues(screens, (keys, screen) => ({ ...theirs[prompt]?.[screen], ...keys })),
  }))
}

function countChanged(before: PromptTexts[string], after: PromptTexts[string]): number {
  const texts = Object.entries(after).flatMap(([screen, keys]) =>
    Object.entries(keys).map((entry) => [screen, ...entry]),
  )
  return texts.filter(([screen = '', key = '', text]) => before[screen]?.[key] !== text).length
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function mapValues<Value, Result>(
  object: Record<string, Value>,
  map: (value: Value, key: string) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]))
}
