import { beforeAll, describe, expect, it } from 'vitest'
import { choosePassword, forgotPassword, signIn } from '../app.ts'
import { errorIn, objects, stage, untilSearchesCaughtUp } from './stage.ts'

const play = stage({ deployed: false })
const password = 'Difference-Engine-2'

/** As the support article on email invitations has it: a flag in metadata, and a link that says type=invite. */
const recipe = {
  ...{ template: 'reset_email', from: 'team@example.com', syntax: 'liquid', enabled: true },
  subject: '{% if user.app_metadata.invited == true %}Welcome{% else %}Reset{% endif %}',
  body: `{% if user.app_metadata.invited == true %}
<a href="{{ url | split: "#" | first }}&type=invite">Accept</a>
{% else %}<a href="{{ url }}">Reset</a>{% endif %}`,
}

async function invitedByRecipe(email: string, app_metadata: object = { invited: true }): Promise<void> {
  const account = { connection: play.tenant.description.connection, password: 'Nobody-knows-1', verify_email: false }
  await play.tenant.manage('POST', 'users', { ...account, email, app_metadata })
  await forgotPassword(play.tenant, email)
}

async function metadataOf(email: string): Promise<Record<string, unknown>> {
  const { body } = await play.tenant.manage('GET', `users-by-email?email=${email}`)
  return (body as { app_metadata?: Record<string, unknown> }[])[0]?.app_metadata ?? {}
}

beforeAll(async () => {
  await play.tenant.manage('POST', 'email-templates', recipe)
  for (const name of ['ada', 'bob', 'eve']) await invitedByRecipe(`${name}@example.com`)
  await invitedByRecipe('other@example.com', { plan: 'team' })
  const link = (await play.tenant.outbox('eve@example.com')).at(-1)?.links[0] ?? ''
  await choosePassword(link, password)
  await untilSearchesCaughtUp(play)
})

describe('deploy adopt', () => {
  it('recognises the recipe by its template, and says first whom it would adopt', async () => {
    const ended = await play.invitations(['deploy', 'adopt', '--dry-run'])
    expect(ended.exitCode).toBe(0)
    expect(ended.stdout).toContain('People the recipe invited: app_metadata.invited is true.')
    expect(ended.stdout).toMatch(/Would make an invitation of (ada|bob)@example.com/)
    expect(ended.stdout).not.toMatch(/eve@|other@/)
    expect(await metadataOf('ada@example.com')).toEqual({ invited: true })
  })

  it('asks before it changes anything', async () => {
    const ended = await play.invitations(['deploy', 'adopt', '--json'])
    expect([ended.exitCode, errorIn(ended).code]).toEqual([2, 'confirmation_needed'])
    expect(await metadataOf('ada@example.com')).toEqual({ invited: true })
  })

  it('makes invitations for those who have not set a password, mails nobody, and their links still work', async () => {
    const ended = await play.invitations(['deploy', 'adopt', '--yes', '--json'])
    expect(objects(ended).at(-1)).toEqual({ type: 'summary', invited: 2 })
    expect(await play.tenant.outbox('ada@example.com')).toHaveLength(1)
    expect(await metadataOf('eve@example.com')).toEqual({ invited: true })
    expect((await play.invitations(['deploy', 'apply', '--yes'])).exitCode).toBe(0)
    const [mail] = await play.tenant.outbox('ada@example.com')
    await choosePassword(mail?.links[0] ?? '', password)
    expect(await signIn(play.tenant, 'ada@example.com', password)).toHaveProperty(
      'claims.invitation.status',
      'accepted',
    )
    expect((await play.invitations(['revoke', 'bob@example.com', '--yes'])).exitCode).toBe(0)
    await untilSearchesCaughtUp(play)
    const again = await play.invitations(['deploy', 'adopt', '--flag', 'app_metadata.invited=true'])
    expect(again.stdout).toContain('No one the recipe invited is still waiting.')
  })

  it('says when it finds no recipe', async () => {
    const ended = await play.invitations(['deploy', 'adopt', '--json'])
    expect([ended.exitCode, errorIn(ended).code]).toEqual([1, 'not_found'])
    const wrong = await play.invitations(['deploy', 'adopt', '--flag', 'invited', '--json'])
    expect([wrong.exitCode, errorIn(wrong).code]).toEqual([2, 'usage'])
  })
})
