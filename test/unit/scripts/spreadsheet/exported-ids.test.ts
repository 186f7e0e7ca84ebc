import { expect, it } from 'vitest'
import { exportedIds } from '../../../../scripts/spreadsheet/exported-ids.ts'

async function* texts(text: string): AsyncGenerator<string> {
  yield await Promise.resolve(text)
}

it.each([
  ['CSV', 'email,user_id\na@example.com,auth0|1\nb@example.com,auth0|2\n'],
  ['a JSON array', '[\n{"user_id":"auth0|1"},\n{"user_id":"auth0|2"}\n]\n'],
  ['a JSON object a line', '{"user_id":"auth0|1"}\n{"user_id":"auth0|2"}\n'],
])('the ids of an export are read from %s', async (_, text) => {
  expect(await exportedIds(texts(text))).toEqual(['auth0|1', 'auth0|2'])
})

it.each(['[{"user_id":"auth0|1"', '{"user_id":', 'email\na@example.com\n'])(
  '%j is refused as unreadable',
  async (text) => {
    await expect(exportedIds(texts(text))).rejects.toMatchObject({ code: 'unreadable_file' })
  },
)
