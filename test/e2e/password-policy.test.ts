import { describe, expect, it } from 'vitest'
import { stage } from './stage.ts'

const play = stage({ deployed: true })

/** Changes the connection's password policy, as its owner would. */
async function judgeBy(options: object): Promise<void> {
  const { body } = await play.tenant.manage('GET', `connections?name=${play.tenant.description.connection}`)
  const [connection] = body as { id: string; options: object }[]
  const changed = { options: { ...connection?.options, ...options } }
  const { status } = await play.tenant.manage('PATCH', `connections/${connection?.id}`, changed)
  expect(status).toBe(200)
}

describe('inviting, and inviting again after a revocation, works under', () => {
  it.each([
    [
      'the strictest policy',
      {
        password_options: {
          complexity: {
            ...{ min_length: 72, max_length_exceeded: 'error', character_type_rule: 'all' },
            ...{ identical_characters: 'block', sequential_characters: 'block' },
            character_types: ['uppercase', 'lowercase', 'number', 'special'],
          },
          profile_data: { active: true, blocked_fields: ['email', 'name', 'nickname', 'user_metadata.first'] },
          dictionary: { active: true, default: 'en_100k' },
          history: { active: true, size: 24 },
        },
      },
    ],
    [
      'an older policy that requires more than bcrypt reads',
      { password_options: undefined, passwordPolicy: 'excellent', password_complexity_options: { min_length: 128 } },
    ],
  ])('%s', async (_, options) => {
    await judgeBy(options)
    const email = `policy-${_.length}@example.com`
    for (const args of [
      ['invite', email],
      ['revoke', email, '--yes'],
      ['invite', email],
    ]) {
      const { exitCode, stdout, stderr } = await play.invitations(args)
      expect(exitCode, `${args.join(' ')}: ${stdout}${stderr}`).toBe(0)
    }
  })
})
