import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const example = readFileSync('.env.example', 'utf8')

/** Settings that the program reads anywhere (`AUTH0_ALLOW_DELETE` only to refuse it). */
function settingsInCode(): string[] {
  const sources = ['actions', 'scripts'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(folder, file), 'utf8')),
  )
  const names = sources.flatMap((source) => [...source.matchAll(/'((?:AUTH0|INVITATIONS)_[A-Z0-9_]+)'/g)])
  return [...new Set(names.map(([, name = '']) => name))].filter((name) => name !== 'AUTH0_ALLOW_DELETE').sort()
}

/** The rows of the page: name, default, and what .env.example says about it. */
function rows(): string[] {
  const blocks = example.split('\n\n').slice(1)
  return blocks.flatMap((block) => {
    const lines = block.split('\n')
    const set = lines.flatMap((line) => /^(?:# )?([A-Z0-9_]+)=(.*)$/.exec(line)?.slice(1, 3) ?? [])
    const words = lines
      .filter((line) => line.startsWith('# ') && !/^# [A-Z0-9_]+=/.test(line))
      .map((line) => line.slice(2))
    const pairs = set.flatMap((name, index) => (index % 2 === 0 ? [[name, set[index + 1] ?? '']] : []))
    return pairs.map(([name = '', value = '']) => {
      const optional = lines.some((line) => line.startsWith(`# ${name}=`))
      const fallback = value === '' ? (optional ? 'not set' : 'must be set') : `\`${value}\``
      return `| \`${name}\` | ${/^https?:\/\//.test(value) ? `not set; like ${fallback}` : fallback} | ${words.join(' ')} |`
    })
  })
}

it('.env.example explains every setting that the program reads, and no other', () => {
  const explained = [...example.matchAll(/^(?:# )?((?:AUTH0|INVITATIONS)_[A-Z0-9_]+)=/gm)].map(([, name = '']) => name)
  expect(explained.sort()).toEqual(settingsInCode())
})

it('docs/settings.md has them as a table (UPDATE_GENERATED=1 writes it)', () => {
  const page = `# Settings

For anyone who sets up this program: every setting, with its default. Set them as environment variables, or as lines of \`.env\`
(\`cp .env.example .env\` makes one). An environment variable takes precedence over \`.env\`. A setting that is set but empty counts as missing.
\`--env staging\` takes them from \`tenant/env/staging.json\` ([Deploying](deploying.md)).

A misspelt name is refused, and the message says which name you probably mean. \`deploy plan\` and \`doctor\` list other \`INVITATIONS_\`
variables that nothing reads.

| setting | default | what it is for |
|---|---|---|
${rows().join('\n')}
`
  if (process.env['UPDATE_GENERATED'] === '1') writeFileSync(join('docs', 'settings.md'), page)
  expect(readFileSync(join('docs', 'settings.md'), 'utf8')).toBe(page)
})
