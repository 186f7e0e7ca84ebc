import { describe, expect, it } from 'vitest'
import { signIn } from '../app.ts'
import { Visitor } from '../visitor.ts'
import { userOf } from './actions-on-stage.ts'
import { stage } from './stage.ts'

const play = stage({
  deployed: true,
  settings: {
    INVITATIONS_LANGUAGES: 'en,de,ar',
    INVITATIONS_DEFAULT_LOCALE: 'de',
    INVITATIONS_REFUSED_URL: 'https://app.example.com/refused',
  },
})
const password = 'Difference-Engine-2'
const refusedPage = 'https://app.example.com/refused'

async function invite(email: string, ...flags: string[]): Promise<void> {
  const { exitCode, stderr } = await play.invitations(['invite', email, '--invited-by', 'Grace', ...flags])
  if (exitCode !== 0) throw new Error(stderr)
}

async function newestMail(email: string) {
  const mail = (await play.tenant.outbox(email)).at(-1)
  if (mail === undefined) throw new Error(`No mail to ${email}`)
  return { ...mail, link: mail.links[0] ?? '' }
}

describe('the invitee’s language', () => {
  it('is in the mail, its dates and the pages, from right to left where it is written so', async () => {
    await play.tenant.manage('PATCH', 'tenants/settings', { enabled_locales: ['en', 'de', 'ar'] })
    await invite('adel@example.com', '--locale', 'ar-EG')
    const mail = await newestMail('adel@example.com')
    expect(mail.subject).toMatch(/^لديك دعوة إلى /)
    expect(mail.html).toContain('<html lang="ar" dir="rtl">')
    expect(mail.text).toMatch(/الدعوة صالحة حتى \u2068.*UTC\u2069/)
    const browser = await new Visitor('ar-EG,ar;q=0.9,en;q=0.5').open(mail.link)
    expect(browser.heading).toBe('اختر كلمة المرور')
    expect(browser.html).toContain('<html lang="ar" dir="rtl">')
    await browser.submit({ password, password2: password })
    expect(browser.heading).toBe('تم حفظ كلمة المرور')
    expect(await signIn(play.tenant, 'adel@example.com', password)).toHaveProperty(
      'claims.invitation.status',
      'accepted',
    )
  })

  it('is the team’s if the invitation names none, in the mail, in ordinary resets and in refusals', async () => {
    await invite('bea@example.com', '--ttl', '1h')
    const mail = await newestMail('bea@example.com')
    expect(mail.subject).toMatch(/^Sie sind zu .* eingeladen$/)
    await new Visitor().open(mail.link).then((browser) => browser.submit({ password, password2: password }))
    await play.tenant.advance(3601)
    const refused = await signIn(play.tenant, 'bea@example.com', password)
    expect(refused).toEqual({
      refused: expect.stringMatching(/^Diese Einladung ist abgelaufen: .* um .*UTC\./) as string,
    })
    await play.tenant.manage('POST', 'users', {
      ...{ connection: play.tenant.description.connection, email: 'otto@example.com', password, verify_email: false },
    })
    await play.tenant.post('dbconnections/change_password', {
      client_id: play.tenant.description.clients.app.client_id,
      ...{ email: 'otto@example.com', connection: play.tenant.description.connection },
    })
    expect((await newestMail('otto@example.com')).subject).toMatch(/^Neues Passwort für .* wählen$/)
  })

  it('stays the same in a reminder in the last two days, which says so', async () => {
    await invite('cleo@example.com', '--locale', 'fr', '--ttl', '2d')
    const { user_id, app_metadata } = await userOf(play.tenant, 'cleo@example.com')
    const { invitation } = app_metadata as { invitation: object }
    const earlier = { invitation: { ...invitation, last_sent_at: '2026-01-01T00:00:00Z' } }
    await play.tenant.manage('PATCH', `users/${String(user_id)}`, { app_metadata: earlier })
    const resent = await play.invitations(['resend', 'cleo@example.com'])
    expect(resent.exitCode).toBe(0)
    expect((await newestMail('cleo@example.com')).subject).toMatch(/^Votre invitation sur .* expire bientôt$/)
  })
})

describe('somebody who opens the link of a dead invitation', () => {
  it('comes to the app’s page with the reason and the language, and gets no further after coming back', async () => {
    await invite('dora@example.com', '--locale', 'de', '--ttl', '1h')
    const { link } = await newestMail('dora@example.com')
    await play.tenant.advance(3601)
    const browser = await new Visitor().open(link, refusedPage)
    const { searchParams } = browser.url
    expect(Object.fromEntries([...searchParams].filter(([name]) => name !== 'state'))).toEqual({
      ...{ reason: 'expired', language: 'de' },
    })
    await browser.open(`${play.tenant.description.issuer}continue?state=${searchParams.get('state')}`, refusedPage)
    expect(browser.status).toBe(400)
    expect(browser.html).toContain('Diese Einladung ist abgelaufen')
    expect(browser.html).not.toContain('name="password"')
  })
})
