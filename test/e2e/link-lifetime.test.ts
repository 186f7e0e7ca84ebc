import { expect, it } from 'vitest'
import { objects, stage } from './stage.ts'

const play = stage({ deployed: false })
const deploy = (args: string[], settings?: Record<string, string>) => play.invitations(['deploy', ...args], settings)

it('the plan says what it means if links expire before their invitation, and the deploy sets their lifetime', async () => {
  const settings = { INVITATIONS_LINK_LIFETIME: '12h' }
  const planned = await deploy(['plan'], settings)
  expect(planned.stdout).toContain(
    'Links in mails expire after 12 hours, but invitations last 7 days by default. When a link has expired, “Forgot password?” sends the invitation again.',
  )
  expect((await deploy(['apply', '--yes'], settings)).exitCode).toBe(0)
  const { body } = await play.tenant.manage('GET', 'email-templates/reset_email')
  expect(body).toMatchObject({ urlLifetimeInSeconds: 43_200 })
  const found = objects(await play.invitations(['doctor', '--json'], settings))
  expect(found).toContainEqual(expect.objectContaining({ code: 'link_lives_shorter', severity: 'note' }))
  expect((await deploy(['plan'])).stdout).toContain('expire after 7 days instead of 12 hours')
})
