import { describe, expect, it } from 'vitest'
import { seal } from '../../../../../scripts/deployments/deployed/seal.ts'
import {
  isNoted,
  noteSecrets,
  secretsWrittenByOthers,
} from '../../../../../scripts/deployments/saved/written-secrets.ts'
import { built, deployedAction } from '../tenants.ts'

const name = 'accept-invitation'
const secrets = [
  { name: 'INVITATIONS_A', value: 'a' },
  { name: 'INVITATIONS_B', value: 'b' },
]
const sealed = seal(built(name), secrets)

/** The Action as it runs, with Auth0's instants. */
function running(a: string, b: string, code = sealed) {
  const { deployed } = deployedAction(name, { code, secrets })
  if (deployed === undefined) throw new Error('It is deployed.')
  return { ...deployed, secretsWrittenAt: { INVITATIONS_A: a, INVITATIONS_B: b } }
}

const tenantWith = (deployed: ReturnType<typeof running>) => ({ [name]: { ...deployedAction(name), deployed } })
const notesOf = (...deploys: ReturnType<typeof running>[]) =>
  deploys.reduce((known, deployed) => noteSecrets(known, tenantWith(deployed), [name]), noteSecrets({}, {}, []))[name]

describe('secrets of an Action', () => {
  it('are ours if each was written at the instant that our deploy noted', () => {
    expect(secretsWrittenByOthers(notesOf(running('1', '1')), running('1', '1'))).toEqual([])
  })

  it('are named if somebody has written them since, all of them or one', () => {
    const notes = notesOf(running('1', '1'))
    expect(secretsWrittenByOthers(notes, running('2', '2'))).toEqual(['INVITATIONS_A', 'INVITATIONS_B'])
    expect(secretsWrittenByOthers(notes, running('1', '2'))).toEqual(['INVITATIONS_B'])
  })

  it('are ours after a deploy of the same values, whether or not their instants changed', () => {
    const notes = notesOf(running('1', '1'), running('2', '1'))
    expect(secretsWrittenByOthers(notes, running('2', '1'))).toEqual([])
  })

  it('are ours after a rollback, which deploys an earlier version with its secrets', () => {
    const later = seal(built(name), [
      { name: 'INVITATIONS_A', value: 'other' },
      { name: 'INVITATIONS_B', value: 'b' },
    ])
    const notes = notesOf(running('1', '1'), running('2', '2', later))
    expect(secretsWrittenByOthers(notes, running('1', '1'))).toEqual([])
  })

  it('are not ours with the instants of other values', () => {
    const later = seal(built(name), [
      { name: 'INVITATIONS_A', value: 'other' },
      { name: 'INVITATIONS_B', value: 'b' },
    ])
    const notes = notesOf(running('1', '1'), running('2', '2', later))
    expect(secretsWrittenByOthers(notes, running('2', '2'))).toEqual(['INVITATIONS_A', 'INVITATIONS_B'])
  })

  it('are unknown if no deploy has noted them', () => {
    expect(isNoted(undefined, running('1', '1'))).toBe(false)
    expect(secretsWrittenByOthers(undefined, running('1', '1'))).toEqual(['INVITATIONS_A', 'INVITATIONS_B'])
  })

  it('are noted for the last twenty deploys, and only for Actions that were written', () => {
    const many = Array.from({ length: 25 }, (_, index) => running(String(index), String(index)))
    expect(notesOf(...many)).toHaveLength(20)
    expect(noteSecrets({}, tenantWith(running('1', '1')), [])).toEqual({})
  })
})
