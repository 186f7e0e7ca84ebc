import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { problemOfNode } from '../../../../scripts/cli/right-node.ts'

const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } }

describe('the Node that runs the program', () => {
  it.each(['20.19.0', '20.20.2', '22.12.0', '24.0.0', '26.1.0'])('can be %s', (version) => {
    expect(problemOfNode(version, engines.node)).toBeUndefined()
  })

  it.each(['18.20.8', '20.18.3', '21.7.0', '22.11.0', '23.11.1'])(
    'cannot be %s, and the error says which one is needed',
    (version) => {
      expect(problemOfNode(version, engines.node)).toBe(
        `This is Node ${version}. auth0-invitations runs on Node 20 from 20.19 on, Node 22 from 22.12 on, or Node 24 and later: https://nodejs.org/`,
      )
    },
  )
})
