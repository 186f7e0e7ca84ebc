import { describe, expect, it } from 'vitest'
import { isOurBlock, standingOf } from '../../../../actions/invitation/standing.ts'
import {
  acceptanceEntry,
  alsoUnblock,
  revokeWithinOffer,
  sayRevoked,
  takeRevocationBack,
  writeBlock,
  writeConsent,
  writeOffer,
  writeRevocation,
  writeRolesGiven,
} from '../../../../actions/invitation/writes.ts'
import { invitationWith, whilePending } from './records.ts'

const offer = invitationWith({ client_id: 'x'.repeat(32) })
const { id } = offer
const at = '2026-01-02T03:04:05Z'

describe('each intent', () => {
  it('has its own root key, so that a late write undoes nothing else', () => {
    const keys = [
      writeOffer(offer),
      writeRevocation(offer, whilePending),
      writeBlock(id, whilePending),
      writeConsent(id, whilePending),
      writeRolesGiven(id, whilePending),
      { app_metadata: Object.fromEntries([acceptanceEntry({ id, at })]) },
    ].map(({ app_metadata }) => Object.keys(app_metadata))
    expect(keys).toEqual([
      ['invitation'],
      ['invitation_revocation'],
      ['invitation_block'],
      ['invitation_consent'],
      ['invitation_roles'],
      ['invitation_acceptance'],
    ])
  })

  it('is noted with the id that it is about and the instant, to the second', () => {
    expect(writeRevocation(offer, whilePending).app_metadata).toEqual({ invitation_revocation: { id, at } })
    expect(writeConsent(id, whilePending).app_metadata).toEqual({ invitation_consent: { id, at } })
    expect(writeRolesGiven(id, whilePending).app_metadata).toEqual({ invitation_roles: { id, at } })
    expect(takeRevocationBack().app_metadata).toEqual({ invitation_revocation: null })
  })
})

describe('a block of ours', () => {
  it('is noted in the call that blocks, and the note is removed in the call that unblocks', () => {
    expect(writeBlock(id, whilePending)).toEqual({ app_metadata: { invitation_block: { id, at } }, blocked: true })
    expect(alsoUnblock(writeOffer(offer))).toEqual({
      app_metadata: { invitation: offer, invitation_block: null },
      blocked: false,
    })
  })

  it('names the offer or one that it replaced; any other block is an administrator’s', () => {
    const { app_metadata: block } = writeBlock(id, whilePending)
    const renewed = invitationWith({ id: 'inv_new00000', previous_ids: [id] })
    expect(isOurBlock({ invitation: offer, ...block })).toBe(true)
    expect(isOurBlock({ invitation: renewed, ...block })).toBe(true)
    expect(isOurBlock({ invitation: invitationWith({ id: 'inv_new00000' }), ...block })).toBe(false)
    expect(isOurBlock({ invitation: offer })).toBe(false)
    expect(isOurBlock(block)).toBe(false)
    expect(isOurBlock({ invitation: offer, invitation_block: { id: 'inv_other000', at } })).toBe(false)
  })
})

describe('a revoked offer', () => {
  it('says so for Actions that were deployed before, and blocks in the same call', () => {
    const { expires_on: _, client_id: _1, ...kept } = offer
    const revoked = { ...kept, state: 'revoked' }
    expect(sayRevoked(offer, undefined)).toEqual({ app_metadata: { invitation: revoked } })
    expect(sayRevoked(offer, whilePending)).toEqual({
      app_metadata: { invitation: revoked, invitation_block: { id, at } },
      blocked: true,
    })
  })

  it.each([true, false])('takes no more room than the open one if the profile is full; blocked: %s', (blocks) => {
    const largest = { ...offer, note: 'x'.repeat(500), context: '{}', redirect_to: 'https://app.example.com/' }
    const written = revokeWithinOffer(largest, whilePending, blocks)
    const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value))
    expect(bytes(written.app_metadata)).toBeLessThanOrEqual(bytes({ invitation: offer }))
    expect(written.blocked).toBe(blocks ? true : undefined)
    expect(standingOf(written.app_metadata, whilePending).status).toBe('revoked')
    expect(isOurBlock(written.app_metadata)).toBe(blocks)
  })
})
