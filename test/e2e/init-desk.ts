import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HURRIED } from '../run-command.ts'
import type { Ended } from '../run-program.ts'
import type { Stage } from './stage.ts'

export interface App {
  name: string
  client_id: string
  client_secret: string
}

/** An empty folder, and a file with a token outside of it. */
export interface InitDesk {
  folder: string
  token: string
}

/** The plan's limits apply to the program only, not to the calls of a story. */
const liftLimits = ({ tenant }: Stage) => tenant.hurryLimits(1e6)

/** What stories of `init` do; only .env has settings there. */
export function initAt(play: Stage) {
  const desk = (token = play.tenant.description.management_token): InitDesk => {
    const folder = mkdtempSync(join(tmpdir(), 'init-'))
    const file = join(mkdtempSync(join(tmpdir(), 'token-')), 'token')
    writeFileSync(file, `${token}\n`)
    return { folder, token: file }
  }
  const run = async (args: string[], folder: string): Promise<Ended> => {
    const settings = play.tenant.namedSettings // this process trusts it already
    const nothing = Object.fromEntries(Object.keys(settings).map((name) => [name, undefined]))
    await play.tenant.hurryLimits(HURRIED)
    const ended = await play.invitations(args, nothing, folder)
    await liftLimits(play)
    return ended
  }
  const whole = ({ folder, token }: InitDesk, ...more: string[]): Promise<Ended> =>
    run(['init', '--domain', play.tenant.description.domain, '--token-file', token, '--yes', ...more], folder)
  const apps = async (): Promise<App[]> =>
    (await play.tenant.manage('GET', 'clients?is_global=false&per_page=100')).body as App[]
  return {
    desk,
    /** A tenant as it is after its start. */
    startOver: async () => {
      await play.tenant.reset()
      await liftLimits(play)
    },
    run,
    /** `init` with every flag that it needs. */
    whole,
    apps,
    called: async (name: string) => (await apps()).filter((app) => app.name === name),
    dotEnv: (folder: string) => readFileSync(join(folder, '.env'), 'utf8'),
    /** A token with exactly these scopes. */
    tokenWith: async (scope: readonly string[]): Promise<string> => {
      const app = { name: 'administrator', app_type: 'non_interactive', grant_types: ['client_credentials'] }
      const { client_id, client_secret } = (await play.tenant.manage('POST', 'clients', app)).body as App
      const audience = `${play.tenant.description.issuer}api/v2/`
      await play.tenant.manage('POST', 'client-grants', { client_id, audience, scope })
      const asked = { grant_type: 'client_credentials', client_id, client_secret, audience }
      return ((await play.tenant.post('oauth/token', asked)).body as { access_token: string }).access_token
    },
  }
}
