import { DEFAULT_LINK_SEC } from '../../auth0/limits.ts'
import { tellDuration } from '../../ground/duration.ts'
import { oneLine } from '../../ground/text-for/terminal.ts'
import type { Landings } from '../../../actions/invitation/landings.ts'
import { landingsIn } from '../../mail/landings.ts'
import type { ConnectionClient } from '../../auth0/deployed.ts'
import type { EmailTemplate } from '../../auth0/reset-email.ts'
import type { Deployed } from '../deployed/deployed.ts'
import type { DeclaredAction, Desired } from '../declared/desired.ts'
import { actionChanges, type SecretsKnown } from './action-changes.ts'
import type { Change } from './change.ts'
import { diffLines } from './diff.ts'
import { namesOf, type Target } from './merge.ts'

/** What a deploy does. Whatever is as it should be is not sent. */
export interface Plan {
  changes: Change[]
  /** What the Deploy CLI gets. */
  send: {
    actions: DeclaredAction[]
    resetEmail: EmailTemplate | undefined
    triggers: Target['triggers']
    customText: Target['customText']
  }
  /** Done in a call of our own, because the Deploy CLI would also write the connection's options. */
  enable: ConnectionClient | undefined
  /** What stays as it is, other than ours, in sentences. */
  untouched: string[]
}

/** Compares what the tenant should have with what it has. @param sizes of the built Actions, in bytes */
export function compare(
  desired: Desired,
  target: Target,
  deployed: Deployed,
  sizes: Record<string, number>,
  secrets: SecretsKnown,
): Plan {
  const actions = actionChanges(desired, target, deployed, sizes, secrets)
  const template = templateChanges(target.resetEmail, deployed.resetEmail)
  const triggers = Object.entries(target.triggers).map(([trigger, bindings]) => ({
    trigger,
    bindings,
    changes: bindingChanges(trigger, bindings, desired, deployed),
  }))
  const texts = Object.entries(target.customText).flatMap(([language, prompts]) =>
    Object.entries(prompts).map(([prompt, screens]) => ({
      language,
      prompt,
      screens,
      changes: textChanges(language, prompt, screens, deployed),
    })),
  )
  const enable = deployed.client?.isEnabled === false ? deployed.client : undefined
  const customText: Target['customText'] = {}
  for (const { language, prompt, screens } of texts.filter(({ changes }) => changes.length > 0)) {
    customText[language] = { ...customText[language], [prompt]: screens }
  }
  return {
    changes: [
      ...actions.flatMap(({ change }) => change),
      ...template,
      ...triggers.flatMap(({ changes }) => changes),
      ...texts.flatMap(({ changes }) => changes),
      ...(enable === undefined ? [] : [enabling(enable)]),
    ],
    send: {
      actions: actions.map(({ action }) => action),
      resetEmail: template.length > 0 ? target.resetEmail : undefined,
      triggers: Object.fromEntries(
        triggers.filter(({ changes }) => changes.length > 0).map(({ trigger, bindings }) => [trigger, bindings]),
      ),
      customText,
    },
    enable,
    untouched: untouched(target, deployed),
  }
}

function templateChanges(wanted: EmailTemplate, present: EmailTemplate | undefined): Change[] {
  const name = 'reset_email'
  const resource = 'email_template'
  const lifetime = lifetimeChange(wanted, present)
  if (present === undefined) {
    const change = 'Email template reset_email: create it; the tenant has none.'
    return [{ resource, name, action: 'create', change, affects_everybody: ALL_RESET_MAILS }, ...lifetime]
  }
  const changed = ['body', 'subject', 'syntax', 'enabled', 'urlLifetimeInSeconds'].filter(
    (field) => wanted[field] !== undefined && present[field] !== wanted[field],
  )
  if (changed.length === 0) return []
  const diff = ['subject', 'body']
    .filter((field) => changed.includes(field))
    .map((field) => `${field}:\n${diffLines(String(present[field]), String(wanted[field]))}`)
    .join('\n')
  const what = changed.includes('body') ? 'replace it' : `change its ${changed.join(', ')}`
  const isOff = present.enabled === false
  return [
    {
      resource,
      name,
      action: changed.includes('body') ? 'replace' : 'update',
      change: `Email template reset_email: ${what}; the current one is saved first.${isOff ? ' It was off, and will be on.' : ''}${landingChange(wanted, present)}`,
      affects_everybody: ALL_RESET_MAILS,
      ...(diff !== '' && { diff }),
    },
    ...lifetime,
  ]
}

/** The app's callbacks or the settings have changed since the last deploy. */
function landingChange(wanted: EmailTemplate, present: EmailTemplate): string {
  const [after, before] = [landingsIn(wanted.body), landingsIn(present.body)]
  if (after === undefined || before === undefined) return ''
  const [listed, wasListed] = [placesIn(after), placesIn(before)]
  const added = listed.filter((place) => !wasListed.includes(place))
  const gone = wasListed.filter((place) => !listed.includes(place))
  const said = [
    ...(added.length > 0 ? [`may also lead to ${added.join(', ')}`] : []),
    ...(gone.length > 0 ? [`may no longer lead to ${gone.join(', ')}`] : []),
  ]
  return said.length === 0 ? '' : ` Invitations ${said.join(', and ')}: the app’s callbacks or a setting changed.`
}

function placesIn({ every, apps }: Landings): string[] {
  const told = ({ origins, home }: Landings['every'], app = ''): string[] =>
    [...origins, ...(home === undefined ? [] : [`${home} by default`])].map((place) => `${place}${app}`)
  return [...told(every), ...Object.entries(apps).flatMap(([id, places]) => told(places, ` (app ${id})`))]
}

const ALL_RESET_MAILS = 'Everyone who resets a password gets this mail.'

function lifetimeChange(wanted: EmailTemplate, present: EmailTemplate | undefined): Change[] {
  const before = present?.urlLifetimeInSeconds ?? DEFAULT_LINK_SEC
  const after = wanted.urlLifetimeInSeconds ?? before
  if (before === after) return []
  const spans = [after, before].map(tellDuration)
  const told = spans[0] === spans[1] ? [`${after} s`, `${before} s`] : spans
  const change = `Links in all reset mails of the tenant: expire after ${told[0]} instead of ${told[1]}.`
  return [{ resource: 'email_template', name: 'reset_email', action: 'set', change }]
}

function bindingChanges(trigger: string, bindings: Target['triggers'][string], desired: Desired, deployed: Deployed) {
  const before = namesOf(deployed.triggers[trigger] ?? [])
  const after = namesOf(bindings)
  const changes: Change[] = before
    .filter((name) => !after.includes(name))
    .map((name) => {
      const declared = Object.entries(deployed.actions).find(([, action]) => action.name === name)?.[0] ?? name
      const change = `Trigger ${trigger}: unbind ${name}, because ${desired.leftOut[declared]}.`
      return { resource: 'trigger', name: trigger, action: 'unbind', change }
    })
  const added = after.filter((name) => !before.includes(name))
  if (added.length > 0) {
    const kept = after.filter((name) => before.includes(name))
    const isFirst = kept.length > 0 && after.indexOf(added[0] ?? '') < after.indexOf(kept[0] ?? '')
    const beside = kept.length === 0 ? '' : `, ${isFirst ? 'before' : 'after'} ${kept.join(', ')}`
    const affects = meaningOfBinding[trigger]
    changes.push({
      resource: 'trigger',
      name: trigger,
      action: 'bind',
      change: `Trigger ${trigger}: bind ${added.join(', ')}${beside}.`,
      ...(affects !== undefined && { affects_everybody: affects }),
    })
  }
  return changes
}

/** What a binding means for everybody in the tenant, by trigger. */
const meaningOfBinding: Readonly<Record<string, string>> = {
  'password-reset-post-challenge': 'After this, every change_password call in the tenant needs a client_id.',
  'pre-user-registration':
    'After this, nobody signs up without an invitation, and users created by other programs need one too.',
}

function textChanges(
  language: string,
  prompt: string,
  screens: Target['customText'][string][string],
  deployed: Deployed,
) {
  const before = deployed.customText[language]?.[prompt] ?? {}
  const changed = Object.entries(screens).flatMap(([screen, keys]) =>
    Object.entries(keys)
      .filter(([key, text]) => before[screen]?.[key] !== text)
      .map(([key, text]) => ({ before: before[screen]?.[key], line: `${screen}.${key}`, text })),
  )
  if (changed.length === 0) return []
  const replaced = changed.filter((one) => one.before !== undefined)
  const diff = replaced
    .flatMap(({ line, before, text }) => [`-${line}: ${oneLine(before ?? '')}`, `+${line}: ${oneLine(text)}`])
    .join('\n')
  const count = `${changed.length} ${changed.length === 1 ? 'text' : 'texts'}`
  const change: Change = {
    resource: 'prompt',
    name: `${prompt} (${language})`,
    action: 'set',
    change: `Prompt ${prompt} (${language}): set ${count}, replacing ${replaced.length} that others set.`,
    affects_everybody: 'All users see the texts of the pages above.',
    ...(diff !== '' && { diff }),
  }
  if (replaced.length === 0) change.change = `Prompt ${prompt} (${language}): set ${count}.`
  return [change]
}

function enabling({ connection, client_id }: ConnectionClient): Change {
  const change = `Connection ${connection}: let the app ${client_id} use it; its options are not written.`
  return { resource: 'connection', name: connection, action: 'enable', change }
}

function untouched({ triggers, customText }: Target, deployed: Deployed): string[] {
  const ids = Object.values(deployed.actions).map(({ id }) => id)
  const others = Object.keys(triggers).flatMap((trigger) => {
    const names = (deployed.triggers[trigger] ?? []).filter(({ action_id }) => !ids.includes(action_id ?? ''))
    return names.length === 0 ? [] : [`${trigger}: ${namesOf(names).join(', ')}, in this order`]
  })
  const texts = Object.entries(customText).flatMap(([language, prompts]) =>
    Object.keys(prompts).map((prompt) => `${prompt} (${language})`),
  )
  return [
    ...others,
    ...(texts.length === 0 ? [] : [`other texts of ${texts.join(', ')}`]),
    'every other Action, template, text, app, connection and its options, and the settings of the tenant',
  ]
}
