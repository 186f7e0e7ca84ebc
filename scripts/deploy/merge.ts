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
  if (resetEmail === undefined) changes.push('Email template reset_email: set (the tenant has none).')
  else if (resetEmail.body !== merged.resetEmail.body || resetEmail.subject !== merged.resetEmail.subject) {
    changes.push('Email template reset_email: replaced; the present one is saved first.')
  }
  for (const [trigger, bindings] of Object.entries(merged.triggers)) {
    const before = deployed.triggers[trigger] ?? []
    if (!isSame(before, bindings)) {
      const others = before.length === 0 ? '' : `, after ${before.map(({ action_name }) => action_name).join(', ')}`
      const added = bindings.filter(({ action_name }) => !before.some((bound) => bound.action_name === action_name))
      changes.push(`Trigger ${trigger}: ${added.map(({ action_name }) => action_name).join(', ')} bound${others}.`)
    }
  }
  for (const [language, prompts] of Object.entries(merged.customText)) {
    for (const [prompt, texts] of Object.entries(prompts)) {
      const before = deployed.customText[language]?.[prompt] ?? {}
      const count = countChanged(before, texts)
      if (count > 0)
        changes.push(
          `${count} ${count === 1 ? 'text' : 'texts'} of the prompt ${prompt} (${language}) set; all users see them.`,
        )
    }
  }
  return changes
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
