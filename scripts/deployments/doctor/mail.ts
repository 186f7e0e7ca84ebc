import { DEFAULT_LINK_SEC } from '../../auth0/limits.ts'
import { homeOf, landingsOf, mayLead } from '../../../actions/invitation/landings.ts'
import { tellDuration } from '../../ground/duration.ts'
import { DEFAULT_TTL_SEC } from '../../ground/settings/link-lifetime.ts'
import { landingsIn } from '../../mail/landings.ts'
import { knowsInvitations } from '../../mail/reset-mail.ts'
import { at, listAt, textAt } from '../../ground/unknown.ts'
import { isMissing, seen, type Check, type Observed } from './observed.ts'
import { deployAgain } from './finding.ts'

const PROVIDER_PAGE = 'Dashboard: Branding > Email Provider.'
const TEMPLATES_PAGE = 'Dashboard: Branding > Email Templates.'

/** The email provider and the templates (docs: customize/email). */
export const mailChecks: Check[] = [
  (observed) => {
    if (!isMissing(observed, 'provider')) return undefined
    return {
      ...{ code: 'no_email_provider', severity: 'error', what: 'The tenant has no email provider of its own.' },
      why: 'Invitations arrive as password resets: Auth0’s built-in provider ignores templates. It sends ten mails a minute.',
      fix: PROVIDER_PAGE,
    }
  },
  (observed) => {
    if (at(seen(observed, 'provider'), 'enabled') !== false) return undefined
    return {
      ...{ code: 'email_provider_disabled', severity: 'error', what: 'The email provider is switched off.' },
      why: 'Invitations arrive as password resets: Auth0 uses its built-in provider, which ignores templates.',
      fix: PROVIDER_PAGE,
    }
  },
  (observed) => {
    const addresses = [
      textAt(seen(observed, 'provider'), 'default_from_address'),
      textAt(seen(observed, 'reset_email'), 'from'),
    ]
    const wrong = addresses.find((address) => /@auth0\.com\b/i.test(address))
    if (wrong === undefined) return undefined
    return {
      ...{ code: 'sender_at_auth0', severity: 'error', what: `Mails come from ${wrong}.` },
      why: 'Invitations arrive as password resets: Auth0 ignores templates if the sender is at auth0.com.',
      fix: `${PROVIDER_PAGE} Set a sender at your own domain there, and in the template Change Password (Link).`,
    }
  },
  (observed) => {
    const provider = seen(observed, 'provider')
    const template = seen(observed, 'reset_email')
    const isUnseen = template === undefined && !isMissing(observed, 'reset_email')
    if (provider === undefined || isUnseen || at(provider, 'enabled') === false) return undefined
    if (textAt(provider, 'default_from_address').trim() !== '' || textAt(template, 'from').trim() !== '')
      return undefined
    return {
      ...{ code: 'no_from_address', severity: 'error', what: 'Mails have no From address.' },
      why: 'Invitations arrive as password resets: Auth0 sends its own text from its own address.',
      fix: `${PROVIDER_PAGE} Set “From” there, or in the template Change Password (Link).`,
    }
  },
  (observed) => {
    const template = seen(observed, 'reset_email')
    if (!isMissing(observed, 'reset_email') && (template === undefined || isOurs(observed))) return undefined
    return {
      ...{
        code: 'template_not_deployed',
        severity: 'error',
        what: 'The template reset_email does not handle invitations.',
      },
      why: 'Invitations arrive as password resets.',
      fix: `${deployAgain()} (it first saves the template that is there).`,
    }
  },
  (observed) => {
    if (at(seen(observed, 'reset_email'), 'enabled') !== false) return undefined
    return {
      ...{ code: 'template_disabled', severity: 'error', what: 'The template reset_email is switched off.' },
      why: 'Invitations arrive as password resets: Auth0 sends its own text.',
      fix: `${deployAgain()} switches it on. ${TEMPLATES_PAGE}`,
    }
  },
  (observed) => {
    if (!isOurs(observed) || landingsIn(bodyOf(observed)) !== undefined) return undefined
    return {
      code: 'button_leads_anywhere',
      severity: 'warning',
      what: 'The deployed mail is from an older version. Its button leads wherever app_metadata says.',
      why: 'Anyone who can write app_metadata can send people with an account to any page.',
      fix: deployAgain(),
    }
  },
  (observed) => {
    const deployed = landingsIn(bodyOf(observed))
    if (deployed === undefined) return undefined
    const { clientId } = observed
    const callbacks = listAt(seen(observed, 'app'), 'callbacks').filter((one) => typeof one === 'string')
    const { every, apps } = landingsOf({ ...observed.named, clientId, callbacks: { [clientId]: callbacks } })
    const wanted = [...every.origins, ...(apps[clientId]?.origins ?? [])]
    const missing = wanted.filter((origin) => !mayLead(`${origin}/`, clientId, deployed))
    const home = apps[clientId]?.home
    if (missing.length === 0 && (home === undefined || homeOf(clientId, deployed) !== undefined)) return undefined
    return {
      code: 'landings_not_deployed',
      severity: 'warning',
      what: `The deployed mail does not let invitations to the app ${clientId} lead to ${[...missing, ...(home === undefined ? [] : [home])].join(', ')}.`,
      why: 'Mails use what was deployed last. People with an account are sent elsewhere, or get ordinary password resets.',
      fix: `Name this app in INVITATIONS_CLIENT_ID (with INVITATIONS_APP_URL) or in INVITATIONS_OTHER_APPS. Then: ${deployAgain()}`,
    }
  },
  (observed) => {
    const resultUrl = at(seen(observed, 'reset_email'), 'resultUrl')
    if (typeof resultUrl !== 'string' || resultUrl === '') return undefined
    return {
      ...{
        code: 'template_with_result_url',
        severity: 'warning',
        what: 'The template reset_email has a “Redirect To”.',
      },
      why: 'Universal Login ignores it. Tenants created since May 2026 may not set it, so a deploy can be refused.',
      fix: `${TEMPLATES_PAGE} Empty “Redirect To” of Change Password (Link); use --redirect-to.`,
    }
  },
  (observed) => {
    if (at(seen(observed, 'welcome_email'), 'enabled') !== true) return undefined
    return {
      ...{ code: 'welcome_email_enabled', severity: 'error', what: 'The welcome email is switched on.' },
      why: 'Every invitee gets it at once, before the invitation.',
      fix: `${TEMPLATES_PAGE} Switch off “Welcome Email”.`,
    }
  },
  (observed) => {
    const template = seen(observed, 'reset_email')
    const lifetime = at(template, 'urlLifetimeInSeconds') ?? DEFAULT_LINK_SEC
    if (template === undefined || typeof lifetime !== 'number' || lifetime >= DEFAULT_TTL_SEC) return undefined
    const isWanted = lifetime === observed.linkLifetimeSec
    return {
      code: 'link_lives_shorter',
      severity: isWanted ? 'note' : 'warning',
      what: `Reset links expire after ${tellDuration(lifetime)}, but invitations last ${tellDuration(DEFAULT_TTL_SEC)} by default.`,
      why: 'After that, the invitation is open but its link no longer works. “Forgot password?” sends the invitation again.',
      fix: isWanted
        ? 'INVITATIONS_LINK_LIFETIME says so. To change it, set it and deploy again, or invite with a shorter --ttl.'
        : `${deployAgain()}, or invite with a shorter --ttl. ${TEMPLATES_PAGE}`,
    }
  },
]

function bodyOf(observed: Observed): string {
  return textAt(seen(observed, 'reset_email'), 'body')
}

function isOurs(observed: Observed): boolean {
  return knowsInvitations(bodyOf(observed))
}
