import { afterAll, beforeAll, expect, it } from 'vitest'
import { mails } from '../../actions/invitation/languages.ts'
import { google, providerStage } from '../e2e/provider.ts'
import { startApp } from './invited-app.ts'
import { expectUsableByAll, picture, visits } from './visit.ts'

const play = providerStage()
const browser = visits()
let app: Awaited<ReturnType<typeof startApp>>

beforeAll(async () => {
  app = await startApp(play.tenant)
  await play.prepare({ INVITATIONS_APP_URL: `${app.address}welcome`, INVITATIONS_LANGUAGES: 'de,ar' })
})
afterAll(() => {
  app.close()
})

it.each(['de', 'ar'] as const)(
  'an invitee who reads %s follows the second link of the mail, signs in with Google, and has accepted',
  async (locale) => {
    const email = `${locale}@example.com`
    const { stderr } = await play.invitations(['invite', email, '--locale', locale, '--invited-by', 'Grace'])
    expect(stderr).toBe('')
    const [before] = await play.accounts(email)
    const page = await browser.visitor(locale)
    const mail = (await play.tenant.outbox(email)).at(-1)
    await page.goto(`${play.tenant.description.inbox_url}mail/${mail?.id}`)
    await expectUsableByAll(page)
    await picture(page, `other-way-mail-${locale}`)
    await page.getByText(mails[locale].other_way).click()

    await page.waitForURL(/\/u\/login/)
    await expectUsableByAll(page)
    if (locale === 'de') await picture(page, 'other-way-sign-in-de')
    await page.getByText(`Continue with ${google}`).click()
    await page.fill('input[name=user_id]', `1815-${locale}`)
    await page.fill('input[name=email]', email)
    await page.check('input[name=email_verified]')
    await page.click('button[type=submit]')

    await page.waitForURL(app.address)
    expect(await page.innerText('h1')).toBe(email)
    expect(await page.innerText('main')).toContain('Invitation: accepted')
    const [after, ...others] = await play.accounts(email)
    expect(others).toEqual([])
    expect(after).toMatchObject({
      user_id: before?.user_id,
      identities: [{ provider: 'auth0' }, { provider: google, user_id: `1815-${locale}` }],
      app_metadata: {
        invitation: before?.app_metadata['invitation'],
        invitation_acceptance: { id: before?.app_metadata['invitation']?.['id'] },
      },
    })
  },
)
