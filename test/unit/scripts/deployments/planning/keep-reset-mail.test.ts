import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { landingsOf } from '../../../../../actions/invitation/landings.ts'
import type { EmailTemplate } from '../../../../../scripts/auth0/reset-email.ts'
import { keepResetMail } from '../../../../../scripts/deployments/planning/keep-reset-mail.ts'
import { landingsIn, withLandings } from '../../../../../scripts/mail/landings.ts'
import { render } from '../../../../emulator/mail/liquid.ts'
import { invitationWith } from '../../../actions/invitation/records.ts'

const declared = JSON.parse(readFileSync('tenant/emails/reset_email.json', 'utf8')) as EmailTemplate
const landings = landingsOf({ allowedOrigins: ['https://app.example.com'] })
const ours = withLandings({ ...declared, body: readFileSync('tenant/emails/reset_email.html', 'utf8') }, landings)
const theirs: EmailTemplate = {
  template: 'reset_email',
  subject: 'Your {{ application.name }} password',
  body: '<h1>Hello {{ user.name }}</h1>\n{% assign link = url %}<p>{{ link }}</p>\n',
  from: '',
  syntax: 'liquid',
  enabled: true,
}

const variables = (app_metadata: object) => ({
  application: { name: 'Acme' },
  url: 'https://acme.eu.auth0.com/u/reset-verify?ticket=T#',
  user: { email: 'ada@example.com', name: 'Ada', app_metadata },
})
const mail = ({ subject, body }: EmailTemplate, app_metadata: object) => ({
  subject: render(subject, variables(app_metadata)).trim(),
  body: render(body, variables(app_metadata)),
})

const acceptance = { id: 'inv_1', at: '2026-01-01T00:00:00Z' }
const attached = {
  app_metadata: { invitation: invitationWith({ created_user: false, redirect_to: 'https://app.example.com/' }) },
}
const everySort: [string, object][] = [
  ['nobody invited', {}],
  ['an open invitation', { invitation: invitationWith({}) }],
  ['a reminder', { invitation: invitationWith({ sends: 2 }) }],
  ['an account that was there before', { invitation: invitationWith({ created_user: false }) }],
  ['an account that is sent to the app', attached.app_metadata],
  [
    'an account with a changed redirect_to',
    { invitation: invitationWith({ created_user: false, redirect_to: 'https://evil.example/' }) },
  ],
  [
    'an invitation with a revocation beside it',
    { invitation: invitationWith({}), invitation_revocation: { id: invitationWith().id, at: '2026-01-02T00:00:00Z' } },
  ],
  [
    'an invitation with the revocation of an earlier one',
    { invitation: invitationWith({}), invitation_revocation: { id: 'inv_0', at: '2025-01-02T00:00:00Z' } },
  ],
  ['an expired invitation', { invitation: invitationWith({ expires_at: '1969-01-01T00:00:00Z' }) }],
  ['a revoked invitation', { invitation: invitationWith({ state: 'revoked' }) }],
  ['an accepted one', { invitation: invitationWith({}), invitation_acceptance: acceptance }],
  ['a record of a later version', { invitation: { ...invitationWith({}), version: 2 } }],
  ['a record that is not an object', { invitation: 'yes' }],
]

describe('keeping the tenant’s own reset mail', () => {
  it.each(everySort)(
    'sends theirs if ours would be an ordinary reset, and otherwise ours: %s',
    async (_, app_metadata) => {
      const isOrdinary = mail(ours, app_metadata).subject.startsWith('Choose a new password')
      const kept = await keepResetMail(ours, theirs)
      expect(mail(kept, app_metadata)).toEqual(mail(isOrdinary ? theirs : ours, app_metadata))
    },
  )

  it('follows where invitations may lead', async () => {
    const kept = await keepResetMail(ours, theirs)
    expect(landingsIn(kept.body)).toEqual(landings)
    const { app_metadata } = attached
    expect(mail(kept, app_metadata).body).toContain('href="https://app.example.com/"')
    const elsewhere = withLandings(ours, landingsOf({ allowedOrigins: ['https://www.example.com'] }))
    expect(mail(await keepResetMail(elsewhere, kept), app_metadata)).toEqual(mail(theirs, app_metadata))
  })

  it('is the same at the next deploy, with theirs inside ours', async () => {
    const kept = await keepResetMail(ours, theirs)
    expect(await keepResetMail(ours, kept)).toEqual(kept)
  })

  it('uses the saved mail if ours has already replaced it', async () => {
    expect(await keepResetMail(ours, ours, theirs)).toEqual(await keepResetMail(ours, theirs))
  })

  it('has nothing to keep if the tenant has no mail of its own, or has switched it off', async () => {
    expect(await keepResetMail(ours, undefined)).toEqual(ours)
    expect(await keepResetMail(ours, { ...theirs, enabled: false })).toEqual(ours)
    expect(await keepResetMail(ours, ours)).toEqual(ours)
  })

  it('is refused if an ordinary user would get another mail, or no mail', async () => {
    const leaky = { ...theirs, body: '{% if invitations_ordinary %}Hello{% endif %}' }
    await expect(keepResetMail(ours, leaky)).rejects.toThrow('an ordinary user would get a different body')
    const broken = { ...theirs, subject: '{% if user %}Hello' }
    await expect(keepResetMail(ours, broken)).rejects.toThrow('its subject cannot be rendered inside ours')
    await expect(keepResetMail(ours, { ...theirs, syntax: 'mustache' })).rejects.toThrow('its syntax is mustache')
  })
})
