import { InvitationsError } from '../ground/errors.ts'
import type { LinkRequest } from '../invitations/sending/link.ts'
import { texts, type Call, type Flag } from './command.ts'

/** The flags for a link that the inviter hands over. */
export const linkFlags = {
  link: {
    type: 'boolean',
    help: 'print a link for you to hand over; nothing is mailed, and any later mail ends the link',
  },
  'trust-address': { type: 'boolean', help: 'with --link: using the link verifies the address; you vouch for it' },
  'link-param': {
    type: 'string',
    multiple: true,
    value: '<name=value>',
    help: 'with --link: your own parameter in the link’s query; repeatable',
  },
  'link-hash': {
    type: 'string',
    multiple: true,
    value: '<name=value>',
    help: 'with --link: your own parameter after the link’s #; repeatable',
  },
} as const satisfies Record<string, Flag>

/**
 * The requested link; undefined without --link.
 * @throws InvitationsError `usage` if a flag only makes sense with --link, or is not name=value
 */
export function linkOf(call: Call): LinkRequest | undefined {
  if (call.flags['link'] !== true) {
    const useless = Object.keys(linkFlags).find((flag) => call.flags[flag] !== undefined)
    if (useless === undefined) return undefined
    throw new InvitationsError('usage', `--${useless} only works with a link to hand over.`, { hint: 'Add --link.' })
  }
  return {
    trust_address: call.flags['trust-address'] === true,
    query: parametersIn(call, 'link-param'),
    hash: parametersIn(call, 'link-hash'),
  }
}

function parametersIn(call: Call, flag: 'link-param' | 'link-hash'): Record<string, string> {
  const parameters = new Map<string, string>()
  for (const given of texts(call, flag)) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(given) ?? []
    if (name === undefined || value === undefined || parameters.has(name)) {
      const problem = name === undefined ? 'is not name=value' : `gives "${name}" twice`
      throw new InvitationsError('usage', `--${flag} ${given} ${problem}.`, { hint: `--${flag} app=Engine` })
    }
    parameters.set(name, value)
  }
  return Object.fromEntries(parameters)
}
