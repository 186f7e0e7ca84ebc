import type { Landings, Places } from '../../../actions/invitation/landings.ts'
import type { DeployPlan } from '../../deployments/index.ts'
import type { Output } from './output.ts'
import { commandLine } from '../../ground/next-step.ts'

/** Prints what a deploy changes, why, and what it leaves alone. */
export function printPlan(output: Output, plan: DeployPlan): void {
  const { domain, changes, untouched, notes, doubts, landings, savedIn, hasEmailProvider } = plan
  for (const { what, why } of plan.notLookedAt) output.notLookedAt(what, why)
  if (changes.length === 0) output.well(`${domain} already matches tenant/ and the settings.`)
  else output.say([`Changes in ${domain}:`, ...changes.flatMap(linesFor), ...forEveryone(changes)])
  if (changes.length > 0) {
    output.say([
      'To undo it:',
      `  ${commandLine('deploy rollback', [])}`,
      `  What is there now is saved first, in the tenant’s Action ${savedIn} (never deployed); a template also in backups/.`,
    ])
  }
  output.say(['Not touched:', ...untouched.map((one) => `  ${one}`)])
  output.say(tellLandings(landings))
  for (const note of notes) output.say(note)
  for (const change of changes) output.record({ type: 'change', ...change })
  for (const doubt of doubts) output.warn(doubt)
  if (hasEmailProvider !== false) return
  output.warn(
    'the tenant has no email provider of its own. Auth0’s built-in one ignores templates: invitations would arrive as ordinary password resets. Set one up under Branding > Email Provider.',
  )
}

type Change = DeployPlan['changes'][number]

const signs: Readonly<Record<Change['action'], string>> = {
  create: '+',
  bind: '+',
  set: '~',
  enable: '+',
  update: '~',
  replace: '~',
  unbind: '-',
}

/** What everybody in the tenant will notice, without duplicates. */
function forEveryone(changes: readonly Change[]): string[] {
  const noticed = new Set(changes.flatMap(({ affects_everybody }) => affects_everybody ?? []))
  return noticed.size === 0
    ? []
    : ['For everyone in the tenant, not only invitees:', ...[...noticed].map((one) => `  ! ${one}`)]
}

function linesFor({ action, change, diff }: Change): string[] {
  const lines = [`  ${signs[action]} ${change}`]
  if (diff !== undefined) lines.push(...diff.split('\n').map((line) => `      ${line}`))
  return lines
}

function tellLandings({ every, apps }: Landings): string {
  const ofApps = Object.entries(apps).flatMap(([id, places]) => tellPlaces(`the app ${id}`, places))
  const all = [...ofApps, ...tellPlaces('every app', every)]
  if (all.length > 0) return `Invitations may lead ${all.join('; ')}.`
  return 'Invitations lead to no app yet: set INVITATIONS_APP_URL. Until then, people who have an account get ordinary password resets.'
}

function tellPlaces(apps: string, { origins, home }: Places): string[] {
  if (origins.length === 0) return []
  return [`for ${apps} to ${origins.join(', ')}${home === undefined ? '' : `, by default to ${home}`}`]
}
