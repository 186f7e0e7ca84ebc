import { expect, it } from 'vitest'
import { commands } from '../../../../scripts/cli/find-command.ts'
import { helpAbout } from '../../../../scripts/cli/help.ts'

/** Examples are pasted, and a name or an address may be longer than half of a line. */
const mayBeLonger = (line: string) => line.includes('auth0-invitations') || !line.trim().includes(' ')

it.each([40, 80, 160])('help fits into %d columns', async (columns) => {
  for (const name of ['', 'deploy', ...Object.keys(commands)]) {
    const help = await helpAbout(name === '' ? [] : name.split(' '), columns)
    const longer = help.split('\n').filter((line) => line.length > columns && !mayBeLonger(line))
    expect(longer, name).toEqual([])
  }
})

it('on a narrow terminal, what a flag does stands below it', async () => {
  expect(await helpAbout(['invite'], 40)).toContain(
    '\n  --note <text>\n      personal words in the mail, at\n      most 500 characters\n',
  )
})
