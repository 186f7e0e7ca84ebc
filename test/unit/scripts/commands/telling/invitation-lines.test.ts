import { expect, it } from 'vitest'
import { linesOf } from '../../../../../scripts/commands/telling/invitation-lines.ts'
import type { InvitationRow } from '../../../../../scripts/invitations/index.ts'

const fields = ['email', 'status', 'invited_by', 'invited_at', 'expires_at', 'accepted_at', 'sends'] as const

const ada = {
  ...{ email: 'ada@example.com', status: 'pending', invited_by: 'Grace Hopper', sends: 1, accepted_at: null },
  ...{ invited_at: '2026-01-01T09:30:00Z', expires_at: '2026-01-08T09:30:00Z' },
} as InvitationRow

async function shown(width: number | undefined): Promise<string> {
  const rows = (async function* () {
    yield await Promise.resolve(ada)
  })()
  let text = ''
  for await (const piece of linesOf(rows, 'table', fields, { width })) text += piece
  return text
}

it('a table has every column where there is room, or no terminal', async () => {
  const all = `email            status   invited_by    invited_at            expires_at            accepted_at  sends
ada@example.com  pending  Grace Hopper  2026-01-01T09:30:00Z  2026-01-08T09:30:00Z  -            1
`
  expect(await shown(undefined)).toBe(all)
  expect(await shown(110)).toBe(all)
})

it('a narrow one has days instead of instants', async () => {
  expect(await shown(90)).toBe(`email            status   invited_by    invited_at  expires_at  accepted_at  sends
ada@example.com  pending  Grace Hopper  2026-01-01  2026-01-08  -            1
`)
})

it('a narrower one leaves columns out, and says which', async () => {
  expect(await shown(80)).toBe(`email            status   invited_by    invited_at  expires_at  accepted_at
ada@example.com  pending  Grace Hopper  2026-01-01  2026-01-08  -
No room for: sends. --format csv has every column.
`)
  expect(await shown(40)).toBe(`email            status   expires_at
ada@example.com  pending  2026-01-08
No room for: invited_by, invited_at,
  accepted_at, sends. --format csv has
  every column.
`)
})

it('where even that has no room, a row takes several lines', async () => {
  expect((await shown(30)).split('\n')[0]).toBe('ada@example.com')
})
