import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { choosePassword } from '../app.ts'
import { Visitor } from '../visitor.ts'
import { stage } from './stage.ts'
import { Terminal } from './terminal.ts'

const play = stage({ deployed: true, assume: [] })

/** The last text on the screen after these words. */
function last(screen: string, pattern: RegExp): string {
  return [...screen.matchAll(pattern)].at(-1)?.[1] ?? ''
}

it('verify shows a person at a terminal what to do if no program reads the mails and opens the pages', async () => {
  const { domain } = play.tenant.description
  const args = ['verify', '--only', 'journey', '--pages', 'ask', '--address', '"you+{tag}@example.com"']
  const folder = mkdtempSync(join(tmpdir(), 'by-hand-'))
  const at = new Terminal(args, play.tenant.settings, folder)
  const address = () => last(at.screen, /new private window:\n(\S+)/g)
  const newestMail = async () => {
    await at.sees('or Enter if no mail came: ')
    const mail = (await play.tenant.outbox(last(at.screen, /A new mail to (\S+) should be/g))).at(-1)
    at.types(`${mail?.links[0] ?? ''}\r`)
    return mail
  }
  const choose = async () => {
    await at.sees('What the page behind it says: ')
    const { heading } = await choosePassword(address(), last(at.screen, /Set this password: (\S+)/g))
    at.types(`${heading}\r`)
    await at.answers('or Enter if it has none: ', '')
  }
  const signIn = async () => {
    await at.sees('otherwise what the page says: ')
    const username = last(at.screen, /Sign in as (\S+), with the password/g)
    const password = last(at.screen, /, with the password (\S+)/g)
    const app = last(at.screen, /if it begins with (\S+);/g)
    const browser = await new Visitor().open(address(), app)
    await browser.submit({ username, password }, app)
    at.types(`${browser.url.href}\r`)
  }
  await at.answers('Type the tenant’s domain to continue: ', domain)
  const mail = await newestMail()
  await at.answers('Its subject: ', mail?.subject ?? '')
  await at.answers('Its sender’s address: ', mail?.from ?? '')
  await at.answers('or what it says instead: ', 'y')
  await at.answers('or what it says instead: ', 'y')
  await choose()
  await signIn()
  await signIn()
  await newestMail()
  await choose()
  await signIn()
  expect({ code: await at.end(), screen: at.screen }).toMatchObject({ code: 0 })
  expect(at.screen).toContain('13 as expected, 0 not, 0 skipped, 0 not checked.')
})
