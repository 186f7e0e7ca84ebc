import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { compileFunction } from 'node:vm'
import { Liquid } from 'liquidjs'
import { describe, expect, it } from 'vitest'
import { errorCodes } from '../../scripts/ground/errors.ts'
import { acceptedIn } from '../../scripts/invitations/reading/accepted-in.ts'

const pages = [
  'README.md',
  'SECURITY.md',
  'CONTRIBUTING.md',
  ...readdirSync('docs')
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
]
const read = (file: string) => readFileSync(file, 'utf8')

/** The anchor that a heading has on GitHub. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-')

describe('the manual', () => {
  it('README fits into 200 lines and leads to every other page', () => {
    const readme = read('README.md')
    expect(readme.split('\n').length).toBeLessThanOrEqual(200)
    for (const page of pages.slice(1)) expect(readme).toContain(`](${page})`)
  })

  it('every link leads to a file and a heading that exist', () => {
    for (const page of pages) {
      for (const [, target = ''] of read(page).matchAll(/\]\((?!https:)([^)\s]+)\)/g)) {
        const [path, anchor] = target.split('#')
        const file = path ? join(dirname(page), path) : page
        expect(existsSync(file), `${page}: ${target}`).toBe(true)
        const headings = [...read(file).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading))
        if (anchor) expect(headings, `${page}: ${target}`).toContain(anchor)
      }
    }
  })

  it('the first line of every page of docs/ says for whom it is', () => {
    for (const page of pages.filter((file) => file.startsWith('docs'))) {
      expect(read(page), page).toMatch(/^# .+\n\nFor (anyone|admins) /)
    }
  })

  it('no page has a word that we no longer use', () => {
    const old = /\b(mend(s|ed)?|anew|tells? of|looks? (at it )?whether|withdraw(s|n)?|for want of)\b/i
    for (const page of [...pages, 'CHANGELOG.md', 'test/emulator/README.md']) {
      const prose = read(page).replace(/```[\s\S]*?```|`[^`]*`/g, '')
      expect(old.exec(prose)?.[0], page).toBeUndefined()
    }
  })

  it('the recipe that tells the inviter works, and tells them once', async () => {
    const [, code = ''] = /## Tell the inviter[\s\S]*?```js\n([\s\S]*?)```/.exec(read('docs/recipes.md')) ?? []
    const inline = code.replace(/^import .*$/m, '').replace(/^export /gm, '')
    type Recipe = Record<'onSignIn' | 'onEvent', (...given: unknown[]) => Promise<void>>
    const load = compileFunction(`${inline}; return { onSignIn, onEvent }`, ['acceptedIn']) as (is: unknown) => Recipe
    const { onSignIn, onEvent } = load(acceptedIn)
    const told: string[] = []
    const tell = (text: string) => void told.push(text)
    const claims = { email: 'ada@example.com', invitation: { accepted_now: true, invited_by: 'Grace' } }
    await onSignIn(claims, tell)
    await onSignIn({ ...claims, invitation: { status: 'accepted' } }, tell)
    await onSignIn({ email: 'eve@example.com' }, tell)
    const invitation_acceptance = { id: 'inv_0123456789abcdef0123456789abcdef', at: '2026-01-02T03:04:05Z' }
    const object = { user_id: 'auth0|1', email: 'bob@example.com', app_metadata: { invitation_acceptance } }
    const known = new Set()
    const isNew = (id: string) => !known.has(id) && known.add(id)
    for (const type of ['user.created', 'user.updated', 'user.updated']) {
      await onEvent({ type, data: { object } }, tell, isNew)
    }
    expect(told).toEqual([
      'ada@example.com has accepted the invitation of Grace.',
      'bob@example.com has accepted the invitation of the team.',
    ])
  })

  it('the template and the Action that pass query parameters work', async () => {
    const page = read('docs/query-parameters.md')
    const [, template = ''] = /```liquid\n([\s\S]*?)```/.exec(page) ?? []
    const render = (app_metadata: object) =>
      new Liquid().parseAndRender(template, { url: 'https://acme.example/lo/reset?ticket=t#', user: { app_metadata } })
    expect(await render({ invitation: { id: 'inv_1' } })).toContain(
      'href="https://acme.example/lo/reset?ticket=t&type=invite&invitation=inv_1"',
    )
    expect(await render({})).toContain('href="https://acme.example/lo/reset?ticket=t#"')
    const [, ticket = ''] = /const link = ([\s\S]*?)```/.exec(page) ?? []
    const link = compileFunction(`const link = ${ticket}; return link.href`, ['ticket', 'URL']) as (
      ...given: unknown[]
    ) => string
    expect(link('https://acme.example/lo/reset?ticket=t#', URL)).toBe(
      'https://acme.example/lo/reset?ticket=t&type=invite#',
    )
  })

  it('every error code has its entry, with its exit code', () => {
    const rows = [...read('docs/troubleshooting.md').matchAll(/^\| (`.*?) \| (\d+) \|/gm)]
    const entries = rows.flatMap(([, codes = '', exitCode = '']) =>
      [...codes.matchAll(/`(\w+)`/g)].map(([, code = '']) => [code, Number(exitCode)]),
    )
    expect(Object.fromEntries(entries)).toEqual(errorCodes)
  })
})
