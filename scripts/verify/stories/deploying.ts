import { expectThat, NotHere, story } from '../story.ts'

/** What is deployed is what this checkout declares. */
export const asDeclared = story({
  name: 'as-declared',
  checks: {
    'as-declared': { about: 'a deploy would change nothing', source: 'docs/deploying.md' },
  },
  async play(stage, look) {
    await look('as-declared', async () => {
      const { changes } = await stage.deployments.plan()
      expectThat(changes.length === 0, () => changes.map(({ change }) => change).join(' '))
    })
  },
})

/** The last deploy can be rolled back and made again. */
export const rollingBack = story({
  name: 'rolling-back',
  checks: {
    'rolled back': {
      about: '`deploy rollback` brings back what was there before the last deploy',
      source: 'docs/deploying.md',
    },
    'deployed again': { about: 'deploying again changes what the rollback changed', source: 'docs/deploying.md' },
    clean: { about: 'afterwards, a deploy would change nothing', source: 'docs/deploying.md' },
  },
  async play(stage, look) {
    const { deployments } = stage
    if ((await deployments.history()).deploys.length === 0) throw new NotHere('This program deployed nothing here.')
    if ((await deployments.plan()).changes.length > 0)
      throw new NotHere('Not everything is as declared: deploying again would change more than the rollback did.')
    await look('rolled back', async () => {
      const { steps } = await deployments.rollback()
      expectThat(steps.length > 0, 'no step')
    })
    await look('deployed again', async () => {
      const { changes } = await deployments.apply()
      expectThat(changes.length > 0, 'no change')
    })
    await look('clean', async () => {
      const { changes } = await deployments.plan()
      expectThat(changes.length === 0, () => changes.map(({ change }) => change).join(' '))
    })
  },
})
