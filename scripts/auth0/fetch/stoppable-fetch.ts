import { InvitationsError } from '../../ground/errors.ts'

/**
 * A fetch for one operation that makes no further call once the signal is aborted; a call in flight is finished. After
 * the first change the operation runs to its end anyway, because what follows (the mail, the end of a link) must not be
 * left out.
 * @throws InvitationsError `interrupted`, at once if the signal is already aborted
 */
export function stoppableFetch(signal: AbortSignal, fetchWith: typeof fetch): typeof fetch {
  let hasChanged = false
  const goOn = () => {
    if (signal.aborted && !hasChanged) throw stopped(signal)
  }
  goOn()
  return async (input, init) => {
    goOn()
    if (changes(input, init)) hasChanged = true
    return fetchWith(input, init)
  }
}

/** An export only reads, although it is requested by POST. */
function changes(input: Parameters<typeof fetch>[0], init: RequestInit | undefined): boolean {
  const method = init?.method ?? (input instanceof Request ? input.method : 'GET')
  const { pathname } = new URL(input instanceof Request ? input.url : input)
  return method.toUpperCase() !== 'GET' && pathname !== '/api/v2/jobs/users-exports'
}

function stopped({ reason }: AbortSignal): InvitationsError {
  return new InvitationsError('interrupted', 'Stopped before anything was changed.', {
    hint: 'Run it again to continue.',
    cause: reason,
  })
}
