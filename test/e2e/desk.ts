import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Ended } from '../run-program.ts'
import type { Stage } from './stage.ts'

const program = join(process.cwd(), 'dist', 'invitations.cjs')

/** `count` people that no other story knows. */
export function people(name: string, count: number): { csv: string; emails: string[] } {
  const emails = Array.from({ length: count }, (_, index) => `${name}${index}@example.com`)
  return { csv: `email\n${emails.join('\n')}\n`, emails }
}

/** What admins do with files of people on a stage. */
export function deskOf(play: Stage) {
  /** An admin's folder with a file of people in it. */
  class Desk {
    readonly folder = mkdtempSync(join(tmpdir(), 'import-'))
    /** Settings of every run, besides the tenant's. */
    settings: Record<string, string | undefined>

    constructor(settings: Record<string, string | undefined> = {}) {
      this.settings = settings
    }

    write(csv: string): this {
      writeFileSync(join(this.folder, 'people.csv'), csv)
      return this
    }

    import(...flags: string[]): Promise<Ended> {
      return play.invitations(['import', 'people.csv', ...flags], this.settings, this.folder)
    }

    /** Starts the import and leaves it running. */
    start(...flags: string[]) {
      const settings = { ...play.tenant.settings, ...this.settings }
      const child = spawn(process.execPath, [program, 'import', 'people.csv', '--yes', ...flags], {
        cwd: this.folder,
        env: { ...process.env, ...settings },
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      return { child, said: text(child.stderr), ended: once(child, 'close') }
    }

    get result(): string[] {
      return readFileSync(join(this.folder, 'people.result.csv'), 'utf8').trimEnd().split('\r\n')
    }

    get journal(): string {
      const [name = ''] = readdirSync(join(this.folder, '.auth0-invitations'))
      return join(this.folder, '.auth0-invitations', name)
    }
  }

  /** How many mails each person got. */
  const mails = (emails: string[]): Promise<number[]> =>
    Promise.all(emails.map(async (email) => (await play.tenant.outbox(email)).length))

  return { Desk, mails }
}
