import { signInBy, type AppSignIn, type ProviderIdentity } from '../app.ts'
import { Visitor } from '../visitor.ts'
import { stage, type Stage } from './stage.ts'

export const google = 'google-oauth2'
export const company = 'acme'
/** A connection that is not listed. */
export const unlisted = 'github'

/** Where the second way of a mail leads. */
export const appUrl = 'https://app.example.com/start'

/** A stage where invitations are accepted with accounts of other providers, too. */
export interface ProviderStage extends Stage {
  /** The settings that switch it on, after `prepare`. */
  settings(): Record<string, string>
  /** Makes the connections and the app that links, and deploys. */
  prepare(more?: Record<string, string>): Promise<void>
  /** The id of the pending invitation of an address. */
  invitationOf(email: string): Promise<string>
  /** Signs in at a provider. @param ext what the app passes on as `ext-invitation`, if anything */
  enters(who: ProviderIdentity, ext: string | undefined, connection?: string, browser?: Visitor): Promise<AppSignIn>
  /** Everybody with this address. */
  accounts(email: string): Promise<ProviderAccount[]>
}

interface ProviderAccount {
  user_id: string
  blocked?: boolean
  identities: { provider: string; user_id: string; connection: string }[]
  app_metadata: Record<string, Record<string, unknown>>
}

let ids = 0

/** Somebody's identity, whose provider has verified the address. */
export function identity(email: string, more: Partial<ProviderIdentity> = {}): ProviderIdentity {
  return { user_id: String((ids += 1)), email, email_verified: 'true', ...more }
}

export function providerStage(): ProviderStage {
  const play = stage({ deployed: false })
  let linking: { client_id: string; client_secret: string } | undefined
  const settings: ProviderStage['settings'] = () => ({
    INVITATIONS_APP_URL: appUrl,
    INVITATIONS_ACCEPT_WITH: `${google}, ${company}`,
    INVITATIONS_LINKING_CLIENT_ID: linking?.client_id ?? '',
    INVITATIONS_LINKING_CLIENT_SECRET: linking?.client_secret ?? '',
  })
  const accounts: ProviderStage['accounts'] = async (email) => {
    const { body } = await play.tenant.manage('GET', `users-by-email?email=${encodeURIComponent(email)}`)
    return body as ProviderAccount[]
  }
  const succeed = async (args: string[], more: Record<string, string> = {}): Promise<void> => {
    const { exitCode, stderr } = await play.invitations(args, more)
    if (exitCode !== 0) throw new Error(stderr)
  }
  return {
    get tenant() {
      return play.tenant
    },
    invitations: (args, more, cwd) => play.invitations(args, { ...settings(), ...more }, cwd),
    settings,
    accounts,
    async prepare(more = {}) {
      const { clients, management_token } = play.tenant.description
      for (const [name, strategy] of [
        [google, google],
        [company, 'samlp'],
        [unlisted, 'github'],
      ]) {
        const enabled_clients = [clients.app.client_id]
        await play.tenant.manage('POST', 'connections', { name, strategy, enabled_clients })
      }
      await succeed(['deploy', 'credentials', '--linking', '--yes'], { AUTH0_ACCESS_TOKEN: management_token })
      const { body } = await play.tenant.manage('GET', 'clients?per_page=100')
      linking = (body as { name: string; client_id: string; client_secret: string }[]).find(
        ({ name }) => name === 'invitations-linking',
      )
      await succeed(['deploy', 'apply', '--yes'], { ...settings(), ...more })
    },
    async invitationOf(email) {
      const records = (await accounts(email)).map(({ app_metadata }) => app_metadata?.['invitation']?.['id'])
      const id = records.find((one) => typeof one === 'string')
      if (id === undefined) throw new Error(`Nobody was invited: ${email}`)
      return id
    },
    enters(who, ext, connection = google, browser = new Visitor()) {
      const parameters = { connection, ...(ext !== undefined && { 'ext-invitation': ext }) }
      return signInBy(play.tenant, parameters, browser, (callback) => browser.submit({ ...who }, callback))
    },
  }
}
