import { ManagementError } from 'auth0/management'
import { own } from '../../actions/invitation/read.ts'
import { InvitationsError } from '../ground/errors.ts'
import { ProxyFailure } from './fetch/proxy.ts'
import { isWrongAudience, wrongAudience } from './fetch/wrong-domain.ts'

/** What came back from Auth0, in any form: the SDK's error, an HTTP answer, or no answer at all. */
interface Answer {
  status?: number | undefined
  /** Auth0's own sentence. */
  message: string
  errorCode?: string | undefined
  /** Node's code of a broken connection, like ECONNREFUSED. */
  networkCode?: string | undefined
}

/**
 * Turns anything that a call threw into an InvitationsError with the next step. The error never repeats what was sent.
 * @param tried what was being done, as in "create the user ada@example.com"
 */
export function explain(failure: unknown, tried: string, domain: string): InvitationsError {
  const known = invitationsErrorIn(failure)
  if (known !== undefined) return known
  const answer = answerOf(failure)
  const couldNot = `Could not ${tried}`
  const { status, networkCode } = answer
  if (status === undefined) return explainSilence(answer, couldNot, domain, failure)
  const came = `${couldNot}: Auth0 answered ${status}, "${answer.message}".`
  const cause = failure
  if (isTokenRequest(failure)) {
    if (isWrongAudience(answer.message)) return wrongAudience(answer.message, came, domain, cause)
    if (status >= 500 || status === 429) return new InvitationsError('tenant_refused', came, { hint: tryAgain, cause })
    return new InvitationsError('wrong_credentials', came, {
      hint: `Check AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET, or the key in AUTH0_CLIENT_SIGNING_KEY_PATH and this machine’s clock. deploy and doctor use AUTH0_DEPLOY_CLIENT_ID if it is set. The app must be authorized for the Management API of ${domain} (Applications > APIs > Auth0 Management API > Machine to Machine Applications).`,
      cause,
    })
  }
  if (status === 401) {
    return new InvitationsError('wrong_credentials', came, {
      hint: 'The access token is wrong, expired or from another tenant: get a new AUTH0_ACCESS_TOKEN, or use AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET.',
      cause,
    })
  }
  if (status === 403 && answer.errorCode === 'insufficient_scope') {
    const scopes = /expected any of: (.+)$/.exec(answer.message)?.[1]?.replaceAll(',', ' or ') ?? 'one more scope'
    return new InvitationsError('missing_scope', `${couldNot}: the token lacks the scope ${scopes}.`, {
      hint: `Grant ${scopes} to the machine-to-machine app: Applications > APIs > Auth0 Management API > Machine to Machine Applications.`,
      cause,
    })
  }
  if (needsCustomDomain(failure)) {
    return new InvitationsError('custom_domain_needed', `${came} Nothing was done.`, {
      hint: 'Set AUTH0_CUSTOM_DOMAIN to the domain where invitees sign in, or make one of them the default. Dashboard: Branding > Custom Domains.',
      cause,
    })
  }
  if (status === 400 && /^The custom domain does not exist/.test(answer.message)) {
    return new InvitationsError('wrong_domain', `${came} Nothing was done.`, {
      hint: `Set AUTH0_CUSTOM_DOMAIN to a verified custom domain of ${domain}. Dashboard: Branding > Custom Domains.`,
      cause,
    })
  }
  if (status === 429) return new InvitationsError('rate_limited', came, { hint: tryAgain, cause })
  const hint =
    networkCode ?? (status >= 500 ? tryAgain : 'See what Auth0 said. The tenant log (Monitoring > Logs) may say more.')
  return new InvitationsError('tenant_refused', came, { hint, cause })
}

/** Something answered, but it was not Auth0. The answer is not repeated, because it may contain anything. */
export function notAuth0(host: string): InvitationsError {
  return new InvitationsError(
    'tenant_refused',
    `The call did not get through: ${host} answered, but not as Auth0 does.`,
    {
      hint: 'Check AUTH0_DOMAIN, and whether a proxy answers instead of Auth0.',
    },
  )
}

/** Our own error, if the SDK has wrapped one. */
function invitationsErrorIn(failure: unknown): InvitationsError | undefined {
  for (let error = failure; error instanceof Error; error = error.cause) {
    if (error instanceof InvitationsError) return error
  }
  return undefined
}

/** Whether it is unknown if the call was carried out: there was no answer, or a server error. */
export function isUncertain(failure: unknown): boolean {
  const { status } = answerOf(failure)
  return status === undefined || status >= 500 || status === 408
}

/**
 * Whether Auth0 requires a custom domain to be named: the tenant has several, and none is the default. The call did
 * nothing.
 * @see https://auth0.com/docs/customize/custom-domains/multiple-custom-domains
 */
export function needsCustomDomain(failure: unknown): boolean {
  const { status, errorCode, message } = answerOf(failure)
  return status === 409 && (errorCode === 'custom_domain_conflict' || /custom domain/i.test(message))
}

/** The status that Auth0 answered with; undefined if there was no answer. */
export function statusOf(failure: unknown): number | undefined {
  return answerOf(failure).status
}

/** Whether Auth0 refused a password as too weak (auth0/auth0-java#283). The call did nothing. */
export function isTooWeakPassword(failure: unknown): boolean {
  const { status, message } = answerOf(failure)
  return status === 400 && message.startsWith('PasswordStrengthError')
}

/** Auth0's own error code, like `inexistent_connection`. */
export function auth0CodeOf(failure: unknown): string | undefined {
  return answerOf(failure).errorCode
}

const tryAgain = 'Wait a minute and run the same command again.'

const untrusted = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

function explainSilence(answer: Answer, couldNot: string, domain: string, cause: unknown): InvitationsError {
  const { networkCode } = answer
  const why = networkCode ?? answer.message
  const proxy = proxyIn(cause)
  if (proxy !== undefined && !untrusted.has(why)) return explainProxy(proxy, why, couldNot, domain, cause)
  if (networkCode !== undefined && untrusted.has(networkCode)) {
    return new InvitationsError(
      'tls_not_trusted',
      `${couldNot}: the certificate of ${domain} is not trusted (${why}).`,
      {
        hint: 'Set NODE_EXTRA_CA_CERTS to the file with its certificate authority. Set it in the environment, because Node reads it before .env.',
        cause,
      },
    )
  }
  const isUnknown = networkCode === 'ENOTFOUND' || networkCode === 'EAI_AGAIN'
  return new InvitationsError('tenant_unreachable', `${couldNot}: no answer from https://${domain} (${why}).`, {
    hint: isUnknown
      ? 'Check AUTH0_DOMAIN and the network. If this network reaches the internet only through a proxy, set HTTPS_PROXY, like http://proxy.example:3128.'
      : 'Check AUTH0_DOMAIN and the network, then run the same command again.',
    cause,
  })
}

/** Codes of a connection that could not be opened: to the proxy if there is one, since it opens the one to Auth0. */
const notConnected = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/

function explainProxy(
  { host, setting, status }: ProxyFailure,
  why: string,
  couldNot: string,
  domain: string,
  cause: unknown,
): InvitationsError {
  const failed = (came: string, hint: string) =>
    new InvitationsError('proxy_failed', `${couldNot}: ${came}`, { hint, cause })
  const named = `the proxy ${host} (${setting})`
  if (status === 407) {
    return failed(
      `${named} needs a user name and password, or does not accept these (407).`,
      `Put both into ${setting}, before the proxy’s host.`,
    )
  }
  if (status !== undefined) {
    return failed(
      `${named} answered ${status} instead of connecting to ${domain}.`,
      'Check AUTH0_DOMAIN, and whether the proxy lets calls to it through; NO_PROXY lists hosts that are called directly.',
    )
  }
  const directly = `Check ${setting}, or name ${domain.replace(/:\d+$/, '')} in NO_PROXY to call it directly.`
  if (notConnected.test(why)) return failed(`${named} cannot be reached (${why}).`, directly)
  return failed(`no answer from https://${domain} through ${named} (${why}).`, directly)
}

function proxyIn(failure: unknown): ProxyFailure | undefined {
  for (let error = failure; error instanceof Error; error = error.cause) if (error instanceof ProxyFailure) return error
  return undefined
}

function isTokenRequest(failure: unknown): boolean {
  return failure instanceof ManagementError && failure.message.startsWith('ManagementClient: token request')
}

/** The answer behind an error. In our own errors it is the cause, sometimes several levels down. */
function answerOf(failure: unknown): Answer {
  if (failure instanceof InvitationsError && failure.cause !== undefined) return answerOf(failure.cause)
  if (failure instanceof AnswerError) return failure
  if (failure instanceof ManagementError && failure.statusCode !== undefined) {
    const body = failure.body
    return {
      status: failure.statusCode,
      message:
        textOf(body, 'message') ?? textOf(body, 'error_description') ?? textOf(body, 'error') ?? 'no reason given',
      errorCode: textOf(body, 'errorCode'),
    }
  }
  return { message: deepestMessage(failure), networkCode: networkCodeOf(failure) }
}

/** An HTTP answer that was not a success, for calls that we make without the SDK. */
export class AnswerError extends Error implements Answer {
  readonly status: number
  readonly errorCode: string | undefined

  constructor(status: number, body: unknown) {
    super(textOf(body, 'error_description') ?? textOf(body, 'message') ?? textOf(body, 'error') ?? 'no reason given')
    this.status = status
    this.errorCode = textOf(body, 'error') ?? textOf(body, 'code')
  }
}

function textOf(body: unknown, key: string): string | undefined {
  const value = own(body, key)
  return typeof value === 'string' ? value : undefined
}

/** fetch itself only says that it failed. The reason is in its cause. */
function deepestMessage(failure: unknown): string {
  if (!(failure instanceof Error)) return String(failure)
  return failure.cause instanceof Error ? deepestMessage(failure.cause) : failure.message
}

function networkCodeOf(failure: unknown): string | undefined {
  for (let error = failure, depth = 0; error instanceof Error && depth < 5; error = error.cause, depth++) {
    if ('code' in error && typeof error.code === 'string') return error.code
    if (error instanceof AggregateError && error.errors.length > 0) return networkCodeOf(error.errors[0])
  }
  return undefined
}
