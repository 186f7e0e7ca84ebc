import { beforeEach, expect, it } from 'vitest'
import { mailCatcher } from '../../scripts/verify/mailbox.ts'
import { stage } from './stage.ts'

// The code that reads mails uses Mailpit's API, which the local tenant's outbox answers.
const play = stage({ deployed: false })
const email = 'ada@example.com'

beforeEach(() => play.tenant.reset())

async function ask(): Promise<void> {
  const { clients, connection } = play.tenant.description
  await play.tenant.post('dbconnections/change_password', { client_id: clients.app.client_id, email, connection })
}

it('a mailbox at the local tenant returns the newest mail that it has not returned before', async () => {
  const { connection, inbox_url } = play.tenant.description
  for (const address of [email, 'granada@example.com'])
    await play.tenant.manage('POST', 'users', { email: address, password: 'Difference-Engine-2', connection })
  const mailbox = mailCatcher(inbox_url)
  const seen = await mailbox.idsTo(email)
  expect(seen).toHaveLength(1)
  await ask()
  const mail = await mailbox.newestTo(email, seen)
  expect(mail).toMatchObject({ subject: 'Change your password', from: { name: '', address: 'team@example.com' } })
  expect(mail.links).toEqual((await play.tenant.outbox(email)).at(-1)?.links)
})

it('a mailbox at the local tenant says which mail did not come', async () => {
  const mailbox = mailCatcher(play.tenant.description.inbox_url)
  await expect(mailbox.newestTo(email, [], { withinSeconds: 0 })).rejects.toMatchObject({
    ...{ code: 'mail_not_received', message: expect.stringContaining('It holds no mail at all.') as string },
  })
})
