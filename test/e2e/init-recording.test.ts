import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { initAt } from './init-desk.ts'
import { stage } from './stage.ts'
import { Terminal } from './terminal.ts'

const play = stage({ deployed: false, plan: 'free', isHurried: true })
const page = join('docs', 'quick-start.md')
const block = /(<!-- init:.*?-->\n```text\n)([\s\S]*?)```/

/** What is on the screen at the end, without what differs from run to run. */
function recorded(screen: string, domain: string): string {
  return `${screen
    .replace(/node \S*dist\/invitations\.cjs/g, 'npm run -s invitations --')
    .replaceAll(domain, 'acme.eu.auth0.com')
    .replace(/inv_[0-9a-f]{32}/g, 'inv_5f1d0c4be2a94b7d8c3e6a7f90b1d2e3')
    .replace(/(AUTH0_CLIENT_ID=)\w{32}/, '$1Wq7Zr2Xc9Vb4Nm1As6Df3Gh8Jk5Ty0U')
    .replace(/(AUTH0_DEPLOY_CLIENT_ID=)\w{32}/, '$1Kp3Lo8Ij5Uh2Yg7Tf4Rd9Es6Wa1Qz0X')
    .replace(/\d{1,2} [A-Z][a-z]+ \d{4}, \d\d:\d\d UTC/g, '2 December 2026, 04:07 UTC')
    .replace(/\(\d+ bytes\)/g, '(22928 bytes)')
    .trim()}\n`
}

it('docs/quick-start.md shows init as it runs at a terminal (UPDATE_GENERATED=1 records it)', async () => {
  const { domain, ca_file, management_token } = play.tenant.description
  const at = new Terminal(['init'], { NODE_EXTRA_CA_CERTS: ca_file }, initAt(play).desk().folder)
  await at.answers('like acme.eu.auth0.com: ', domain)
  await at.answers('The token: ', management_token)
  await at.answers(`Make them in ${domain}? (y/N) `, 'y')
  await at.answers(`Deploy this into ${domain}? (y/N) `, 'y')
  await at.answers('Your address, or Enter for nobody: ', 'you@example.com')
  expect(await at.end()).toBe(0)
  const said = recorded(at.screen, domain)
  if (process.env['UPDATE_GENERATED']) {
    writeFileSync(
      page,
      readFileSync(page, 'utf8').replace(block, (_, start: string) => `${start}${said}\`\`\``),
    )
  }
  expect(said).toBe(block.exec(readFileSync(page, 'utf8'))?.[2])
})
