import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findChromium } from '../../scripts/ground/chromium-path.ts'
import { runProgram } from '../run-program.ts'
import { errorIn, objects, stage } from './stage.ts'

const program = join(process.cwd(), 'dist', 'invitations.cjs')
const folder = () => mkdtempSync(join(tmpdir(), 'auth0-invitations-'))

describe('preview', () => {
  it('needs no tenant and no settings: every mail in every language on one page', async () => {
    const out = join(folder(), 'new', 'preview')
    const ended = await runProgram([program, 'preview', '--out', out, '--json'], {})
    expect(ended.exitCode).toBe(0)
    const lines = objects(ended)
    expect(lines).toContainEqual(
      expect.objectContaining({
        name: 'reset',
        language: 'de',
        subject: 'Neues Passwort für Analytical Engine wählen',
      }),
    )
    expect(lines.at(-1)).toEqual({ type: 'summary', mails: 44, page: join(out, 'index.html'), findings: [] })
    expect(readFileSync(join(out, 'index.html'), 'utf8')).toContain('You are invited to Analytical Engine')
  })

  it('shows only the languages that are asked for, and lists its languages', async () => {
    const out = folder()
    const ended = await runProgram([program, 'preview', '--out', out, '--language', 'pt', '--language', 'fr'], {})
    expect(ended.stdout).toContain('10 mails in ')
    const unknown = await runProgram([program, 'preview', '--language', 'tlh', '--json'], {})
    expect(unknown.exitCode).toBe(2)
    expect(errorIn(unknown).message).toBe('There are no mails in "tlh".')
  })

  it.skipIf(findChromium(process.env) === undefined)('takes pictures of each mail if there is a browser', async () => {
    const out = folder()
    const ended = await runProgram([program, 'preview', '--out', out, '--language', 'ja', '--png'], {})
    expect(ended.exitCode).toBe(0)
    const pictures = readdirSync(out).filter((file) => file.endsWith('.png'))
    expect(pictures).toHaveLength(5 * 4)
    const png = readFileSync(join(out, 'invitation.ja.320.dark.png'))
    expect(png.subarray(1, 4).toString()).toBe('PNG')
    expect(png.readUInt32BE(16)).toBe(320)
    expect(png.readUInt32BE(20)).toBeGreaterThan(500)
  })

  it('says if there is no browser for the pictures, or if it crashes', async () => {
    const none = await runProgram([program, 'preview', '--png', '--json'], { PATH: '/nonexistent' })
    expect(none.exitCode).toBe(1)
    expect(errorIn(none).code).toBe('browser_failed')
    const ends = await runProgram([program, 'preview', '--out', folder(), '--png', '--json'], {
      CHROME_PATH: process.execPath,
    })
    expect(errorIn(ends)).toMatchObject({ code: 'browser_failed' })
  })
})

describe('preview --email', () => {
  const play = stage({ deployed: true })

  it('shows what Auth0 would mail to somebody now, word for word', async () => {
    const email = 'ada@example.com'
    await play.invitations([
      'invite',
      email,
      '--invited-by',
      'Grace',
      '--name',
      'Ada',
      '--locale',
      'de',
      '--note',
      'Hi.',
    ])
    const sent = (await play.tenant.outbox(email)).at(-1)
    const out = folder()
    const ended = await play.invitations(['preview', '--email', ' Ada@example.com', '--out', out])
    expect(ended.exitCode).toBe(0)
    const masked = (text = '') => text.replace(/ticket=\w+/g, 'ticket=…')
    expect(masked(ended.stdout)).toContain(`Subject: ${sent?.subject}\n\n${masked(sent?.text)}\n`)
    expect(existsSync(join(out, 'index.html'))).toBe(true)
  })

  it('says that somebody whom the connection does not know gets no mail', async () => {
    const ended = await play.invitations(['preview', '--email', 'nobody@example.com', '--json'])
    expect(ended.exitCode).toBe(1)
    expect(errorIn(ended)).toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('Auth0 sends nothing') as string,
    })
  })

  it('says that the link of a dead invitation is stopped', async () => {
    const email = 'bob@example.com'
    await play.invitations(['invite', email])
    const { body } = await play.tenant.manage('GET', `users-by-email?email=${email}`)
    const [{ user_id, app_metadata }] = body as [{ user_id: string; app_metadata: { invitation: object } }]
    const invitation = { ...app_metadata.invitation, expires_at: '2026-01-01T00:00:00Z' }
    await play.tenant.manage('PATCH', `users/${user_id}`, { app_metadata: { invitation } })
    const ended = await play.invitations(['preview', '--email', email, '--out', folder()])
    expect(ended.stderr).toContain('The reset page refuses its link: expired.')
  })
})
