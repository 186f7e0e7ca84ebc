import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { noPlaces, type Hashes, type Places } from '../../../../../scripts/deployments/deployed/places.ts'
import {
  begin,
  decode,
  emptyState,
  encode,
  finish,
  type SavedState,
} from '../../../../../scripts/deployments/saved/saved-state.ts'
import { placesIn, replaced } from '../../../hostile-json.ts'

const at = (instant: string) => new Date(instant)
const having = (title: string): Places => ({ ...noPlaces, texts: { 'en/login/login/title': title } })
const leaving = (hash: string): Hashes => ({ ...noPlaces, texts: { 'en/login/login/title': hash } })

function deploy(state: SavedState, found: string, left: string, now = '2026-01-31T12:00:00Z'): SavedState {
  const entry = { version: '0.1.0', what: 'apply' as const, changes: ['Prompt login (en): set 1 text.'] }
  return begin(state, { ...entry, now: at(now), before: having(found), after: leaving(left) })
}

/** The same at each run. */
function incompressible(bytes: number, seed: number): string {
  const blocks = Array.from({ length: Math.ceil(bytes / 64) }, (_, index) =>
    createHash('sha512').update(`${seed} ${index}`).digest(),
  )
  return Buffer.concat(blocks).toString('base64')
}

describe('the saved state of deploys', () => {
  it('can be read back from its Action, which is only a comment', () => {
    const state = deploy(emptyState, 'Theirs', 'a')
    const code = encode(state)
    expect(decode(code)).toEqual(state)
    expect(
      code
        .replace(/\/\*[^]*\*\//, '')
        .replace(/^\/\/.*$/gm, '')
        .trim(),
    ).toBe('')
    expect(code).toMatch(/^[\n\x20-\x7e]*$/)
    expect(code.split('\n')[0]).toContain('built by auth0-invitations')
  })

  it('is a list, newest first, with what was there before the first', () => {
    const first = finish(deploy(emptyState, 'Theirs', 'a'))
    const second = finish(deploy(first, 'Ours', 'b', '2026-02-01T08:30:00Z'))
    expect(second.entries.map(({ id, isFinished }) => [id, isFinished])).toEqual([
      ['20260201-083000', true],
      ['20260131-120000', true],
    ])
    expect(second.origin).toEqual(having('Theirs'))
    expect(second.latest).toEqual(leaving('b'))
  })

  it('has an id for each, also for two in one second', () => {
    const state = finish(deploy(finish(deploy(emptyState, 'Theirs', 'a')), 'Ours', 'b'))
    expect(state.entries.map(({ id }) => id)).toEqual(['20260131-120000-2', '20260131-120000'])
  })

  it('keeps what was there before a deploy that was cut off', () => {
    const cutOff = deploy(finish(deploy(emptyState, 'Theirs', 'a')), 'Ours', 'b')
    const second = deploy(cutOff, 'Half', 'b', '2026-01-31T12:05:00Z')
    expect(second.entries).toHaveLength(2)
    expect(second.entries[0]).toMatchObject({ before: having('Ours'), isFinished: false, id: '20260131-120500' })
  })

  it('drops the oldest deploy if it becomes too long for an Action, but not what was there before the first', () => {
    let state = emptyState
    for (let count = 0; count < 20; count++) state = finish(deploy(state, incompressible(6000, count), 'a'))
    const code = encode(state)
    expect(Buffer.byteLength(code)).toBeLessThanOrEqual(100_000)
    const kept = decode(code)
    expect(kept.entries.length).toBeGreaterThan(5)
    expect(kept.entries[0]).toEqual(state.entries[0])
    expect(kept.origin).toEqual(state.origin)
  })

  it('is refused if not even one deploy fits, or if it cannot be read', () => {
    const huge = deploy(emptyState, incompressible(100_000, 0), 'a')
    expect(() => encode(huge)).toThrow('does not fit into an Action')
    for (const code of ['', 'exports.x = 1', '/*\nAAAA\n*/', encode(emptyState).replace(/[A-Z]{2}/, '')]) {
      expect(() => decode(code)).toThrow('somebody changed it')
    }
    expect(decode(undefined)).toEqual(emptyState)
  })

  it('is refused if any part has another type, because a rollback would write it into the tenant', () => {
    const action = { id: 'a', version_id: 'v', number: 1, content: 'hash' }
    const binding = { display_name: 'Ours', follows: ['x'] }
    const before: Places = {
      actions: { ours: action, none: null },
      bindings: { 'post-login/ours': binding, none: null },
      templates: { reset_email: { template: 'reset_email', from: '', subject: '', body: 'Theirs' }, none: null },
      texts: { 'en/login/login/title': 'Theirs', none: null },
      clients: { 'con_1/app': true },
    }
    const entry = { version: '0.1.0', what: 'apply' as const, changes: ['One.'], before, after: leaving('a') }
    const secrets = { ours: [{ sealed: 'salt.hash', at: { COLOUR: '2026-01-31T12:00:00Z' } }] }
    const state = begin({ ...emptyState, secrets }, { ...entry, now: at('2026-01-31T12:00:00Z') })
    const written = (changed: unknown) =>
      encode({ ...emptyState, entries: [] }).replace(
        /\/\*\n[^]*\n\*\//,
        `/*\n${gzipSync(JSON.stringify(changed)).toString('base64')}\n*/`,
      )
    expect(decode(written(state))).toEqual(state)
    for (const way of placesIn(state)) {
      if (way.includes('reset_email') && way.at(-1) !== 'reset_email') continue // the fields of a template are Auth0's
      const changed = replaced(state, way, way.at(-1) === 'number' ? 'x' : 7)
      expect(() => decode(written(changed)), way.join('.')).toThrow(
        expect.objectContaining({ code: 'saved_state_unusable' }),
      )
    }
  })
})
