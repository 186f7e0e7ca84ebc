import { describe, expect, it } from 'vitest'
import type { SecretsKnown } from '../../../../../scripts/deployments/planning/action-changes.ts'
import { landingsOf, noLandings, type Landings } from '../../../../../actions/invitation/landings.ts'
import type { Deployed } from '../../../../../scripts/deployments/deployed/deployed.ts'
import type { Desired } from '../../../../../scripts/deployments/declared/desired.ts'
import { merge } from '../../../../../scripts/deployments/planning/merge.ts'
import { compare } from '../../../../../scripts/deployments/planning/compare.ts'
import { landingBlock, withLandings } from '../../../../../scripts/mail/landings.ts'
import { seal } from '../../../../../scripts/deployments/deployed/seal.ts'
import {
  built,
  declaredAction,
  deployedAction,
  desired,
  emptyTenant,
  noted,
  nothingNoted,
  ours,
  template,
  theirs,
} from '../tenants.ts'

const planned = (deployed: Deployed, wanted: Desired = desired, known: SecretsKnown = nothingNoted) =>
  compare(wanted, merge(wanted, deployed), deployed, { 'accept-invitation': 900 }, known)
const sentences = (deployed: Deployed, wanted?: Desired, known?: SecretsKnown) =>
  planned(deployed, wanted, known).changes.map(({ change }) => change)

/** The tenant after a deploy of what is declared. */
const asDeclared: Deployed = {
  actions: { 'accept-invitation': deployedAction('accept-invitation') },
  resetEmail: template,
  triggers: { 'post-login': [theirs, { ...ours, action_id: 'act_accept-invitation' }] },
  customText: desired.customText,
  client: undefined,
}

describe('a plan', () => {
  it('for an empty tenant creates everything', () => {
    expect(sentences(emptyTenant)).toEqual([
      'Action accept-invitation: create it (900 bytes).',
      'Email template reset_email: create it; the tenant has none.',
      'Trigger post-login: bind accept-invitation.',
      'Prompt reset-password (en): set 1 text.',
    ])
  })

  it('for a tenant that is as declared has no change, and sends nothing', () => {
    const { changes, send } = planned(asDeclared)
    expect(changes).toEqual([])
    expect(send).toEqual({ actions: [], resetEmail: undefined, triggers: {}, customText: {} })
  })

  it('sends only what changes', () => {
    const { send } = planned({ ...asDeclared, triggers: { 'post-login': [theirs] } })
    expect(send).toEqual({
      actions: [],
      resetEmail: undefined,
      triggers: { 'post-login': [theirs, ours] },
      customText: {},
    })
  })

  it('says which Actions of others stay, and in which order', () => {
    expect(planned(asDeclared).untouched.slice(0, 2)).toEqual([
      'post-login: enrich-token, in this order',
      'other texts of reset-password (en)',
    ])
  })

  it('says what the bindings mean for everybody in the tenant', () => {
    const guard = { action_name: 'guard-invitation-link', display_name: 'guard-invitation-link' }
    const { changes } = planned(asDeclared, {
      ...desired,
      triggers: { 'password-reset-post-challenge': [guard] },
    })
    expect(changes).toMatchObject([
      { affects_everybody: 'After this, every change_password call in the tenant needs a client_id.' },
    ])
  })

  it('unbinds what a setting leaves out, and says which', () => {
    const left = { action_id: 'act_require-invitation', action_name: 'require-invitation', display_name: 'x' }
    const actions = { ...asDeclared.actions, 'require-invitation': deployedAction('require-invitation') }
    expect(sentences({ ...asDeclared, actions, triggers: { 'post-login': [left], ...asDeclared.triggers } })).toEqual(
      [],
    )
    const deployed = { ...asDeclared, actions, triggers: { ...asDeclared.triggers, 'pre-user-registration': [left] } }
    expect(sentences(deployed)).toEqual([
      'Trigger pre-user-registration: unbind require-invitation, because INVITATIONS_REQUIRE is off.',
    ])
  })

  it('lets the app use the connection if it may not yet', () => {
    const client = {
      connection_id: 'con_1',
      connection: 'Users',
      client_id: 'app',
      isEnabled: false,
      needsUsername: false,
      takesPasswords: true,
    }
    expect(sentences({ ...asDeclared, client })).toEqual([
      'Connection Users: let the app app use it; its options are not written.',
    ])
    expect(sentences({ ...asDeclared, client: { ...client, isEnabled: true } })).toEqual([])
  })
})

describe('a plan for the reset template', () => {
  it('shows line by line what changes', () => {
    const { changes } = planned({ ...asDeclared, resetEmail: { ...template, body: '<p>theirs</p>' } })
    expect(changes).toMatchObject([
      {
        action: 'replace',
        change: 'Email template reset_email: replace it; the current one is saved first.',
        diff: 'body:\n@@ -1,1 +1,1 @@\n-<p>theirs</p>\n+<p>ours</p>',
      },
    ])
  })

  it('says where invitations may lead, where they no longer may, and why', () => {
    const withBody = (landings: Landings) => withLandings({ ...template, body: landingBlock(noLandings) }, landings)
    const deployedFor = (landings: Landings, wanted: Landings) =>
      sentences({ ...asDeclared, resetEmail: withBody(landings) }, { ...desired, resetEmail: withBody(wanted) })
    const before = landingsOf({ appUrl: 'https://app.example.com/', clientId: 'app' })
    const callbacks = { app: ['https://app.example.com/cb', 'https://new.example.com/cb'] }
    const after = landingsOf({ appUrl: 'https://app.example.com/', clientId: 'app', callbacks })
    const replaced = 'Email template reset_email: replace it; the current one is saved first.'
    expect(deployedFor(before, after)).toEqual([
      `${replaced} Invitations may also lead to https://new.example.com (app app): the app’s callbacks or a setting changed.`,
    ])
    expect(deployedFor(after, noLandings)[0]).toContain(
      'may no longer lead to https://app.example.com (app app), https://new.example.com (app app), https://app.example.com/ by default (app app)',
    )
    expect(deployedFor(after, after)).toEqual([])
  })

  it('says that it was switched off, and that links last longer for everybody', () => {
    const wanted = { ...desired, resetEmail: { ...template, enabled: true, urlLifetimeInSeconds: 604_800 } }
    const resetEmail = { ...template, enabled: false, urlLifetimeInSeconds: 3600 }
    expect(sentences({ ...asDeclared, resetEmail }, wanted)).toEqual([
      'Email template reset_email: change its enabled, urlLifetimeInSeconds; the current one is saved first. It was off, and will be on.',
      'Links in all reset mails of the tenant: expire after 7 days instead of 1 hour.',
    ])
  })
})

describe('a plan for an Action', () => {
  const secret = { name: 'INVITATIONS_NEW', value: 'hush' }
  const withSecret: Desired = { ...desired, actions: [declaredAction('accept-invitation', [secret])] }
  const having = (action: Deployed['actions'][string]) => ({ ...asDeclared, actions: { 'accept-invitation': action } })

  it('shows what changed in its code, without the seal', () => {
    const code = seal(built('accept-invitation', 'const old = 1\n'), [])
    const { changes } = planned(having(deployedAction('accept-invitation', { code })))
    expect(changes).toMatchObject([
      { change: 'Action accept-invitation: update it from version 1: its code changed.', action: 'update' },
    ])
    expect(changes[0]?.diff).toContain('-const old = 1\n+exports.onExecutePostLogin')
    expect(changes[0]?.diff).not.toContain('Sealed')
  })

  it('says if somebody has changed its code in the tenant', () => {
    const code = `${seal(built('accept-invitation'), [])}// hotfix\n`
    expect(sentences(having(deployedAction('accept-invitation', { code })))).toEqual([
      'Action accept-invitation: update it from version 1: somebody changed its code in the tenant.',
    ])
  })

  it('names secrets that come, go or change, never their values', () => {
    expect(sentences(emptyTenant, withSecret)[0]).toBe(
      'Action accept-invitation: create it (900 bytes), with the secret INVITATIONS_NEW.',
    )
    expect(sentences(asDeclared, withSecret)).toEqual([
      'Action accept-invitation: update it from version 1: it gets the secret INVITATIONS_NEW.',
    ])
    const before = having(deployedAction('accept-invitation', { secrets: [{ name: 'INVITATIONS_NEW', value: 'old' }] }))
    expect(sentences(before, withSecret)).toEqual([
      'Action accept-invitation: update it from version 1: the value of INVITATIONS_NEW changed.',
    ])
    expect(sentences(before)).toEqual([
      'Action accept-invitation: update it from version 1: it loses INVITATIONS_NEW, not set here.',
    ])
    const same = deployedAction('accept-invitation', { secrets: [secret] })
    expect(sentences(having(same), withSecret, noted(same))).toEqual([])
    expect(JSON.stringify(planned(before, withSecret).changes)).not.toContain('hush')
  })

  it('writes secrets again that somebody else has written, or that no deploy has noted', () => {
    const action = deployedAction('accept-invitation', { secrets: [secret] })
    const { deployed } = action
    if (deployed === undefined) throw new Error('It is deployed.')
    const secretsWrittenAt = { INVITATIONS_NEW: '2026-02-01T00:00:00.000000000Z' }
    const overwritten = { ...action, deployed: { ...deployed, secretsWrittenAt } }
    const update = 'Action accept-invitation: update it from version 1:'
    expect(sentences(having(overwritten), withSecret, noted(action))).toEqual([
      `${update} somebody else wrote INVITATIONS_NEW since the last deploy.`,
    ])
    expect(planned(having(overwritten), withSecret, noted(action)).send.actions).toHaveLength(1)
    expect(sentences(having(action), withSecret)).toEqual([
      `${update} nobody noted when INVITATIONS_NEW was written, so a deploy writes it again.`,
    ])
    expect(sentences(having(action), withSecret, { ...noted(action), writesAll: true })).toEqual([
      `${update} --secrets writes INVITATIONS_NEW again.`,
    ])
  })

  it('deploys one that an earlier deploy wrote and could not finish', () => {
    const draftOnly = { ...deployedAction('accept-invitation'), deployed: undefined }
    expect(sentences(having(draftOnly))).toEqual([
      'Action accept-invitation: deploy it (900 bytes), which was never done.',
    ])
  })
})
