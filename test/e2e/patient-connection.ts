import type { Sickness } from './patient.ts'
import type { Stage } from './stage.ts'

const nothing = () => Promise.resolve()
const ownScripts = ['login', 'get_user', 'create', 'verify', 'change_password']
const scripts = (...names: string[]) => Object.fromEntries(names.map((name) => [name, `function ${name}() {}`]))

interface Means {
  play: Stage
  manage: Stage['tenant']['manage']
  connection: () => Promise<string>
  changeOptions: (change: object) => Promise<void>
}

/** What makes the connection of a tenant sick. */
export function connectionFaults({ play, manage, connection, changeOptions }: Means): Sickness[] {
  return [
    ['the connection has another name', 'error no_connection', nothing, { INVITATIONS_CONNECTION: 'Elsewhere' }],
    [
      'the connection is not enabled for the app',
      'error connection_not_enabled',
      async () =>
        manage('PATCH', `${await connection()}/clients`, [
          { client_id: play.tenant.description.clients.app.client_id, status: false },
        ] as object),
    ],
    [
      'people may not change passwords',
      'error password_change_blocked',
      () => changeOptions({ disable_self_service_change_password: true }),
    ],
    [
      'it takes passkeys only',
      'error passwords_off',
      () => changeOptions({ authentication_methods: { password: { enabled: false }, passkey: { enabled: true } } }),
    ],
    [
      'several accounts may have one address',
      'error emails_not_unique',
      async () => {
        const attributes = {
          email: { unique: false, identifier: { active: false } },
          username: { identifier: { active: true }, signup: { status: 'optional' } },
        }
        const { client_id } = play.tenant.description.clients.app
        await manage('POST', 'connections', {
          ...{ name: 'Shared', strategy: 'auth0', enabled_clients: [client_id], options: { attributes } },
        })
      },
      { INVITATIONS_CONNECTION: 'Shared' },
    ],
    [
      'addresses are verified by a code',
      'error verification_by_code',
      () => changeOptions({ attributes: { email: { verification_method: 'otp', identifier: { active: true } } } }),
    ],
    [
      'the address does not identify the account',
      'error email_no_identifier',
      () =>
        changeOptions({
          attributes: { email: { identifier: { active: false } }, username: { identifier: { active: true } } },
        }),
    ],
    ['a user name is needed', 'warning username_required', () => changeOptions({ requires_username: true })],
    [
      'a phone number is needed',
      'error more_than_email_required',
      () =>
        changeOptions({
          attributes: {
            email: { identifier: { active: true } },
            phone_number: { identifier: { active: false }, signup: { status: 'required' } },
          },
        }),
    ],
    [
      'the connection is a database of one’s own',
      'warning custom_database',
      () => changeOptions({ enabledDatabaseCustomization: true, customScripts: scripts(...ownScripts) }),
    ],
    [
      'Auth0 imports from a database of one’s own',
      'warning custom_database',
      () =>
        changeOptions({
          ...{ enabledDatabaseCustomization: true, import_mode: true },
          customScripts: scripts('login', 'get_user'),
        }),
    ],
    [
      'the database of one’s own cannot make users',
      'error custom_database_incomplete',
      () => changeOptions({ enabledDatabaseCustomization: true, customScripts: scripts('login', 'get_user') }),
    ],
  ]
}
