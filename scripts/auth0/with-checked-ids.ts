import { InvitationsError } from '../ground/errors.ts'
import { isPathPart } from '../ground/ids.ts'

/**
 * A client of the SDK whose methods call only the address that they name. In every SDK method, the texts among the
 * arguments are the ids in the URL (everything else goes into an object), and `..` in one of them would lead elsewhere:
 * DELETE /users/../roles/1 is DELETE /roles/1. Every client is made with this (a test checks).
 * @throws InvitationsError `usage`, before the call, if an argument cannot be an id
 */
export function withCheckedIds<Client extends object>(client: Client): Client {
  return new Proxy(client, {
    get(target, name): unknown {
      const part: unknown = Reflect.get(target, name, target)
      if (typeof part === 'object' && part !== null) return withCheckedIds(part)
      if (typeof part !== 'function') return part
      return (...args: unknown[]): unknown => {
        requireIds(args)
        return Reflect.apply(part, target, args)
      }
    },
  })
}

function requireIds(args: readonly unknown[]): void {
  for (const id of args) {
    if (typeof id !== 'string' || isPathPart(id)) continue
    const printable = id.replace(/\p{Cs}/gu, '\u{fffd}')
    throw new InvitationsError('usage', `"${printable}" is not an id in Auth0, so it was not sent.`, {
      hint: 'The dashboard shows the ids of users, applications, roles and connections.',
    })
  }
}
