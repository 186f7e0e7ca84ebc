import { InvitationsError } from '../../ground/errors.ts'
import { statusOf } from '../../auth0/failures.ts'
import { linkIn } from '../stage.ts'
import { Difference, NotHere } from '../story.ts'
import { settle } from './settle.ts'

export const importsRunTriggers = settle(
  'imports-run-registration-triggers',
  'whether imports run registration Actions',
  async (stage) => {
    const email = stage.person('imported')
    const id = await stage.trials.connectionId(stage.settings.connection)
    const code = `exports.onExecutePreUserRegistration = async (event, api) => { if (event.user.email === '${email}') api.access.deny('probe', 'probe') }`
    return stage.withProbe({ name: 'import', trigger: 'pre-user-registration', code }, async () => {
      await stage.trials.importAccount(id, { email, email_verified: true })
      return (await stage.trials.accountsOf(email)).length === 0 ? 'yes' : 'no'
    })
  },
)

/** Auth0 keeps at most 10 kB of app_metadata for a user (docs: manage-users/user-accounts/metadata). */
const NEARLY_FULL = 9_700
const TOO_MUCH = 2_000

export const oversizedMetadata = settle(
  'oversized-metadata',
  'what happens to a sign-in whose Actions write more than a user may hold',
  async (stage) => {
    const email = stage.person('large')
    const password = stage.password(email)
    const { connection } = stage.settings
    const app_metadata = { filler: 'x'.repeat(NEARLY_FULL) }
    await stage.trials.makeAccount({ email, password, connection }, { email_verified: true, app_metadata })
    const code = `exports.onExecutePostLogin = async (event, api) => { if (event.user.email === '${email}') api.user.setAppMetadata('more', 'x'.repeat(${TOO_MUCH})) }`
    return stage.withProbe({ name: 'large', trigger: 'post-login', code }, async () =>
      'claims' in (await stage.signIn(email, password)) ? 'write-is-dropped' : 'sign-in-fails',
    )
  },
)

export const secretWrittenAgain = settle(
  'secret-written-again',
  'whether writing a secret with the same value gives it a new updated_at',
  async (stage) => {
    const secrets = [{ name: 'COLOUR', value: 'blue' }]
    const probe = { name: 'secret', trigger: 'post-login', code: '', secrets }
    return stage.withProbe(probe, async (made) => {
      const before = made.secretsWrittenAt['COLOUR']
      await stage.until(new Date(stage.now().getTime() + 1500)) // instants have milliseconds, so this one is later
      const { COLOUR: after } = await stage.props.probes.writeSecrets(made.id, secrets)
      if (before === undefined || after === undefined) throw new Difference('secrets without updated_at')
      return after === before ? 'same-instant' : 'new-instant'
    })
  },
)

export const noDefaultDomain = settle(
  'no-default-domain',
  'a call that names no custom domain, if there are several and no default',
  async (stage) => {
    const domains = await stage.trials.customDomains()
    if (domains.length < 2) throw new NotHere('The tenant does not have several verified custom domains.')
    if (domains.some(({ isDefault }) => isDefault)) throw new NotHere('One of the custom domains is the default.')
    const email = stage.person('domain')
    const { connection } = stage.settings
    try {
      await stage.props.withoutDomain.makeAccount({ email, password: stage.password(email), connection })
      return 'canonical'
    } catch (failure) {
      if (failure instanceof InvitationsError && statusOf(failure) === 409) return '409'
      throw failure
    }
  },
)

/** If the settings do not say, mails do: their links show whether it is on. */
export const domainInEmailsFlag = settle(
  'custom-domain-in-emails-flag',
  'whether the settings show “Use Custom Domain in Emails”',
  async (stage) => {
    const { clientId } = stage.props
    const domains = await stage.trials.customDomains()
    if (domains.length === 0) throw new NotHere('The tenant has no custom domain.')
    if ((await stage.trials.tenantFlags()).includes('enable_custom_domain_in_emails')) return 'shown'
    const email = stage.person('mailed')
    const { connection } = stage.settings
    await stage.trials.makeAccount({ email, password: stage.password(email), connection }, { email_verified: true })
    const ask = () => stage.trials.askForMail({ client_id: clientId, email, connection })
    const { hostname } = new URL(linkIn(await stage.mailTo(email, ask)))
    if (domains.some(({ domain }) => domain.replace(/:\d+$/, '') === hostname)) return 'hidden'
    throw new NotHere('“Use Custom Domain in Emails” is off: Branding > Custom Domains.')
  },
)
