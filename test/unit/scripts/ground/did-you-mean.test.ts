import { describe, expect, it } from 'vitest'
import { findCommand, loadCommand, parseCall } from '../../../../scripts/cli/find-command.ts'
import { whichInvitations } from '../../../../scripts/commands/choosing/which-invitations.ts'
import type { Call } from '../../../../scripts/commands/command.ts'
import { didYouMean, didYouMeanLanguage } from '../../../../scripts/ground/did-you-mean.ts'
import { noSuchSetting, misspeltNames } from '../../../../scripts/ground/settings/setting-names.ts'

const said = async (work: () => unknown) => {
  try {
    await work()
  } catch (failure) {
    return String(failure)
  }
  return 'It was understood.'
}
const flag = async (command: string, typed: string) =>
  said(async () => parseCall(command, (await loadCommand(command)).command, [typed]))
const command = (...typed: string[]) => said(() => findCommand(typed))
const setting = (name: string) =>
  misspeltNames({ [name]: 'x' })
    .map(({ meant }) => noSuchSetting(meant))
    .join('')
const status = (typed: string) => said(() => whichInvitations({ flags: { status: typed } } as unknown as Call, 'list'))
const roles = ['editor', 'viewer', 'Administrator']

describe('something misspelt', () => {
  it.each([
    ['a command', () => command('invit'), 'invite'],
    ['a command', () => command('lst'), 'list'],
    ['a command', () => command('REVOKE'), 'revoke'],
    ['a command', () => command('remidn'), 'remind'],
    ['a command of two words', () => command('deploy', 'aply'), 'deploy apply'],
    ['a command of two words', () => command('deply', 'plan'), 'deploy plan'],
    ['a flag', () => flag('list', '--stauts'), '--status'],
    ['a flag', () => flag('invite', '--invitedby'), '--invited-by'],
    ['a flag', () => flag('deploy apply', '--dryrun'), '--dry-run'],
    ['a setting', () => setting('INVITATIONS_CLIENTID'), 'INVITATIONS_CLIENT_ID'],
    ['a setting', () => setting('AUTHO_DOMAIN'), 'AUTH0_DOMAIN'],
    ['a status', () => status('pendign'), 'pending'],
    ['a status', () => status('Expired'), 'expired'],
    ['a language by its name', () => didYouMeanLanguage('german'), 'de'],
    ['a language by its own name', () => didYouMeanLanguage('Français'), 'fr'],
    ['a language of a region', () => didYouMeanLanguage('Portugese'), 'pt-BR'],
    ['a name in a list', () => didYouMean('edtior', roles), 'editor'],
    ['a name in a list', () => didYouMean('administrator', roles), 'Administrator'],
  ])('is answered with a suggestion: %s, %s', async (_, typed, meant) => {
    expect(await typed()).toContain(` Did you mean ${meant}?`)
  })

  it.each([
    ['a command', () => command('frobnicate')],
    ['a group of commands', () => command('deploy')],
    ['a flag', () => flag('list', '--colour')],
    ['another program’s setting', () => setting('INVITATIONS_FOO_BAR_BAZ')],
    ['a status', () => status('done')],
    ['a language that is only similar', () => didYouMeanLanguage('frisian')],
    ['a language of two letters', () => didYouMeanLanguage('xx')],
    ['a short name', () => didYouMean('ed', ['eq'])],
  ])('is not guessed if nothing is similar: %s', async (_, typed) => {
    expect(await typed()).not.toContain('Did you mean')
  })
})
