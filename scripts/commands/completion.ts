import { completionFor, shells } from '../completion.ts'
import { exitCodes, InvitationsError } from '../errors.ts'
import type { Command } from './command.ts'

export const completion: Command = {
  operands: `<${shells.join('|')}>`,
  flags: {},
  needsNoSettings: true,
  examples: [
    'eval "$(auth0-invitations completion bash)"                  in ~/.bashrc',
    'source <(auth0-invitations completion zsh)                   in ~/.zshrc, after compinit',
    'auth0-invitations completion fish > ~/.config/fish/completions/auth0-invitations.fish',
  ],
  run({ operands: [wanted, ...others], everyCommand, output }) {
    const shell = shells.find((known) => known === wanted)
    if (shell === undefined || others.length > 0) {
      const message =
        wanted === undefined ? 'Which shell?' : `There is no completion for "${[wanted, ...others].join(' ')}".`
      throw new InvitationsError('usage', message, { hint: `invitations completion ${shells.join(' | ')}` })
    }
    output.print(completionFor(shell, everyCommand()))
    return Promise.resolve(exitCodes.done)
  },
}
