import { connectionFaults } from './patient-connection.ts'
import { type Stage, untilSearchesCaughtUp } from './stage.ts'

type Settings = Record<string, string | undefined>

/** What makes a tenant sick, what the doctor then finds, and settings for it. */
export type Sickness = [string, string, () => Promise<unknown>, Settings?]

/** What can be done to a tenant that the doctor checks. */
export function patient(play: Stage) {
  const manage: Stage['tenant']['manage'] = (...call) => play.tenant.manage(...call)

  async function idOf(path: string): Promise<string> {
    const { body } = await manage('GET', path)
    const found = Array.isArray(body) ? body : (body as { actions: object[] }).actions
    return (found[0] as { id: string }).id
  }

  const connection = async () => `connections/${await idOf('connections?name=Username-Password-Authentication')}`
  const app = () => `clients/${play.tenant.description.clients.app.client_id}`

  async function changeOptions(change: object): Promise<void> {
    const path = await connection()
    const { body } = await manage('GET', path)
    await manage('PATCH', path, { options: { ...(body as { options: object }).options, ...change } })
  }

  const nothing = () => Promise.resolve()
  const template = (change: object) => manage('PATCH', 'email-templates/reset_email', change)

  async function customDomain(domain: string): Promise<void> {
    const { body } = await manage('POST', 'custom-domains', { domain, type: 'auth0_managed_certs' })
    await manage('POST', `custom-domains/${(body as { custom_domain_id: string }).custom_domain_id}/verify`)
  }

  async function bind(trigger: string, names: string[]): Promise<void> {
    const bindings = names.map((name) => ({ ref: { type: 'action_name', value: name }, display_name: name }))
    await manage('PATCH', `actions/triggers/${trigger}/bindings`, { bindings })
  }

  async function foreignAction(name: string, trigger: string, version: string): Promise<void> {
    const code = 'exports.onExecutePostLogin = async () => {}'
    const { body } = await manage('POST', 'actions/actions', {
      name,
      code,
      supported_triggers: [{ id: trigger, version }],
    })
    await manage('POST', `actions/actions/${(body as { id: string }).id}/deploy`)
  }

  async function userOf(email: string) {
    const { body } = await manage('GET', `users-by-email?email=${email}`)
    return (
      (body as { user_id: string; app_metadata: { invitation: object } }[])[0] ?? {
        user_id: '',
        app_metadata: { invitation: {} },
      }
    )
  }

  const faults: Sickness[] = [
    [
      'the email provider is switched off',
      'error email_provider_disabled',
      () => manage('PATCH', 'emails/provider', { enabled: false }),
    ],
    [
      'mails come from auth0.com',
      'error sender_at_auth0',
      () => manage('PATCH', 'emails/provider', { default_from_address: 'team@auth0.com' }),
    ],
    [
      'mails have no From address',
      'error no_from_address',
      async () => {
        const { smtp_host, smtp_port, smtp_user } = { smtp_host: 'smtp.example.com', smtp_port: 587, smtp_user: 'team' }
        await manage('DELETE', 'emails/provider')
        const credentials = { smtp_host, smtp_port, smtp_user, smtp_pass: 'not a secret' }
        await manage('POST', 'emails/provider', { name: 'smtp', credentials })
      },
    ],
    [
      'another template has replaced ours',
      'error template_not_deployed',
      () => template({ body: '<a href="{{ url }}">Reset</a>' }),
    ],
    [
      'the mail is from an older version',
      'warning button_leads_anywhere',
      () => template({ body: '{{ user.app_metadata.invitation.redirect_to }}&invitation=' }),
    ],
    [
      'the deploy did not know where the app is',
      'warning landings_not_deployed',
      nothing,
      { INVITATIONS_APP_URL: 'https://app.example.com/' },
    ],
    [
      'the app has got a callback elsewhere since the deploy',
      'warning landings_not_deployed',
      () => manage('PATCH', app(), { callbacks: ['https://new.example.com/callback'] }),
    ],
    ['our template is switched off', 'error template_disabled', () => template({ enabled: false })],
    [
      'the template redirects',
      'warning template_with_result_url',
      () => template({ resultUrl: 'https://app.example.com/' }),
    ],
    ['links last a day', 'warning link_lives_shorter', () => template({ urlLifetimeInSeconds: 86_400 })],
    [
      'the welcome email is on',
      'error welcome_email_enabled',
      () =>
        manage('POST', 'email-templates', {
          ...{ template: 'welcome_email', body: 'Welcome', from: 'a@example.com', subject: 'Welcome' },
          ...{ syntax: 'liquid', enabled: true },
        }),
    ],
    ...connectionFaults({ play, manage, connection, changeOptions }),
    [
      'the app requires an organization',
      'error organization_required',
      () => manage('PATCH', app(), { organization_usage: 'require' }),
    ],
    ['the tenant has a custom domain', 'note custom_domain', () => customDomain('id.example.com')],
    [
      'the tenant has several custom domains and none is the default',
      'error no_default_domain',
      async () => {
        await customDomain('id.example.com')
        await customDomain('login.example.com')
      },
    ],
    [
      'Terraform has bound Actions',
      'note bindings_of_others',
      async () => {
        const { issuer, management_token } = play.tenant.description
        const { body } = await manage('GET', 'actions/triggers/post-login/bindings')
        const { bindings } = body as { bindings: { action: { id: string }; display_name: string }[] }
        const same = bindings.map(({ action, display_name }) => ({
          ...{ ref: { type: 'action_id', value: action.id }, display_name },
        }))
        await fetch(`${issuer}api/v2/actions/triggers/post-login/bindings`, {
          method: 'PATCH',
          headers: {
            ...{ authorization: `Bearer ${management_token}`, 'content-type': 'application/json' },
            'user-agent': 'Terraform-Provider-Auth0/1.2.3',
          },
          body: JSON.stringify({ bindings: same }),
        })
      },
    ],
    [
      'the old flow for changing passwords is on',
      'error old_password_flow',
      () => manage('PATCH', 'tenants/settings', { flags: { change_pwd_flow_v1: true } }),
    ],
    [
      'every reset needs a captcha',
      'error captcha_always',
      () => manage('PATCH', 'attack-protection/bot-detection', { challenge_password_reset_policy: 'always' }),
    ],
    [
      'the reset page is a custom one',
      'error classic_reset_page',
      () => manage('PATCH', 'tenants/settings', { change_password: { enabled: true, html: '<html></html>' } }),
    ],
    [
      'the login is the classic one',
      'error classic_reset_page',
      () => manage('PATCH', 'prompts', { universal_login_experience: 'classic' }),
    ],
    ['an Action is not bound', 'error action_not_bound', () => bind('post-login', [])],
    [
      'another Action runs after ours',
      'warning accepts_too_early',
      async () => {
        await foreignAction('last', 'post-login', 'v3')
        await bind('post-login', ['accept-invitation', 'last'])
      },
    ],
    [
      'a draft of ours is not deployed',
      'warning draft_not_deployed',
      async () => {
        const id = await idOf('actions/actions?actionName=accept-invitation')
        await manage('PATCH', `actions/actions/${id}`, { code: 'exports.onExecutePostLogin = async () => { }' })
      },
    ],
    [
      'our Action runs on an old runtime',
      'warning runtime_ending',
      async () => {
        const id = await idOf('actions/actions?actionName=accept-invitation')
        await manage('PATCH', `actions/actions/${id}`, { runtime: 'node18' })
        await manage('POST', `actions/actions/${id}/deploy`)
      },
    ],
    [
      'our Action has nearly 50 versions',
      'note versions_nearly_full',
      async () => {
        const id = await idOf('actions/actions?actionName=guard-invitation-link')
        for (let version = 1; version < 46; version++) await manage('POST', `actions/actions/${id}/deploy`)
      },
    ],
    [
      'twenty Actions of others are bound',
      'warning actions_nearly_full',
      async () => {
        const names = Array.from({ length: 19 }, (_, index) => `other-${index}`)
        for (const name of names) await foreignAction(name, 'post-login', 'v3')
        await bind('post-login', [...names, 'accept-invitation'])
      },
    ],
    [
      'a secret has been set since the deploy',
      'error secrets_missing',
      nothing,
      { INVITATIONS_EXISTING_ACCOUNTS: 'ask-in-app' },
    ],
    [
      'a Rule writes the invitation',
      'error rule_writes_invitation',
      () =>
        manage('POST', 'rules', {
          name: 'old',
          script: 'function (user, context, done) { user.app_metadata.invitation = true; done(null, user, context) }',
        }),
    ],
    [
      'the app has no login URI',
      'note app_without_login_uri',
      () => manage('PATCH', app(), { initiate_login_uri: '' }),
    ],
    [
      'the app has a legacy grant',
      'warning legacy_grants',
      () => manage('PATCH', app(), { grant_types: ['authorization_code', 'password'] }),
    ],
    ['there is no such app', 'error no_app', nothing, { INVITATIONS_CLIENT_ID: 'nobody' }],
    [
      'the log does not go back to the mails of open invitations',
      'warning log_too_short',
      async () => {
        await play.invitations(['invite', 'old@example.com'])
        const { user_id, app_metadata } = await userOf('old@example.com')
        const invitation = { ...app_metadata.invitation, last_sent_at: '2026-01-01T00:00:00Z' }
        await manage('PATCH', `users/${user_id}`, { app_metadata: { invitation } })
        await untilSearchesCaughtUp(play)
      },
    ],
    [
      'the clock of the machine is wrong',
      'warning clock_wrong',
      () => play.tenant.setClock(new Date(Date.now() + 300_000)),
    ],
    [
      'a profile is nearly full',
      'warning profiles_nearly_full',
      async () => {
        await play.invitations(['invite', 'full@example.com'])
        const { user_id } = await userOf('full@example.com')
        await manage('PATCH', `users/${user_id}`, { user_metadata: { history: 'x'.repeat(8000) } })
        await untilSearchesCaughtUp(play)
      },
    ],
  ]

  return { app, changeOptions, faults }
}
