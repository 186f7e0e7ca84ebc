import type { Bindings, Deployed, Desired, PromptTexts } from './desired.ts'

/**
 * Ours added to what others set in the same place. The Deploy CLI replaces a trigger's bindings and a prompt's texts
 * whole, so they are merged before it gets them: other Actions stay bound in their order, ours come last; other texts
 * stay; the sender address of the reset mail stays. An Action of ours that a setting leaves out is unbound.
 */
export function merge(desired: Desired, deployed: Deployed): Desired {
  const leftovers = leftoversIn(desired, deployed)
  const triggers = Object.entries(desired.triggers).flatMap(([trigger, ours]) => {
    const theirs = deployed.triggers[trigger] ?? []
    const bindings = mergeBindings(ours, theirs, leftovers)
    // A trigger that nothing of ours is or was bound to is not written at all.
    return ours.length === 0 && bindings.length === theirs.length ? [] : [[trigger, bindings] as const]
  })
  return {
    ...desired,
    resetEmail: { ...desired.resetEmail, from: deployed.resetEmail?.from ?? desired.resetEmail.from },
    triggers: Object.fromEntries(triggers),
    customText: mapValues(desired.customText, (ours, language) =>
      mergeTexts(ours, deployed.customText[language] ?? {}),
    ),
  }
}

/** Actions of ours that a setting leaves out and that are still in the tenant. One of that name by others stays theirs. */
function leftoversIn({ leftOut }: Desired, deployed: Deployed): string[] {
  return Object.keys(leftOut).filter((name) => deployed.actions[name]?.isOurs)
}

/** What the deploy does with each Action: they are replaced each time, whether they changed or not. @param sizes in bytes */
export function describeActions({ actions }: Desired, deployed: Deployed, sizes: Record<string, number>): string[] {
  return actions.flatMap(({ name, secrets }) => {
    const before = deployed.actions[name]
    const names = secrets.map((secret) => secret.name)
    const lost = before?.secrets.filter((secret) => !names.includes(secret)) ?? []
    const set = names.length === 0 ? '' : `, with the ${names.length === 1 ? 'secret' : 'secrets'} ${names.join(', ')}`
    return [
      `Action ${name}: deploy it (${sizes[name]} bytes)${set}.`,
      ...(before?.isOurs === false ? [`Action ${name}: that replaces one of the same name, which is not ours.`] : []),
      ...(lost.length > 0 ? [`Action ${name}: it loses ${lost.join(', ')}, not set here.`] : []),
    ]
  })
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
    const kept = namesOf(before).filter((name) => namesOf(bindings).includes(name))
    for (const name of namesOf(before).filter((one) => !kept.includes(one))) {
      changes.push(`Trigger ${trigger}: unbind ${name}, because ${merged.leftOut[name]}.`)
    }
    const added = namesOf(bindings).filter((name) => !kept.includes(name))
    if (added.length > 0) {
      const others = kept.length === 0 ? '' : `, after ${kept.join(', ')}`
      changes.push(`Trigger ${trigger}: bind ${added.join(', ')}${others}.${affects(trigger)}`)
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
  switch (trigger) {
    case 'password-reset-post-challenge':
      return ' From then on, every change_password call in the tenant needs a client_id.'
    case 'pre-user-registration':
      return ' From then on, nobody signs up without an invitation, and users made by other programs need one too.'
    default:
      return ''
  }
}

function mergeBindings(ours: Bindings, theirs: Bindings, leftovers: string[]): Bindings {
  const kept = theirs.filter(({ action_name }) => !leftovers.includes(action_name))
  return [...kept, ...ours.filter(({ action_name }) => !namesOf(kept).includes(action_name))]
}

function namesOf(bindings: Bindings): string[] {
  return bindings.map(({ action_name }) => action_name)
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

function mapValues<Value, Result>(
  object: Record<string, Value>,
  map: (value: Value, key: string) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]))
}
