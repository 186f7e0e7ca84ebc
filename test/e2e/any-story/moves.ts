import fc from 'fast-check'
import { expect } from 'vitest'
import type { Ada } from './ada.ts'
import { DAY, type Model } from './model.ts'

/** Something that somebody does: when it is possible, what it does to Ada, and how it must end. */
class Move implements fc.AsyncCommand<Model, Ada> {
  readonly #sentence: string
  readonly #isPossible: (model: Model) => boolean
  readonly #tell: (model: Model, ada: Ada) => Promise<void>

  constructor(
    sentence: string,
    isPossible: (model: Model) => boolean,
    tell: (model: Model, ada: Ada) => Promise<void>,
  ) {
    this.#sentence = sentence
    this.#isPossible = isPossible
    this.#tell = tell
  }

  check(model: Readonly<Model>): boolean {
    return this.#isPossible(model)
  }

  async run(model: Model, ada: Ada): Promise<void> {
    ada.story.push(this.#sentence)
    await this.#tell(model, ada)
    await ada.agreesWith(model)
  }

  toString(): string {
    return this.#sentence
  }
}

const always = () => true

const invite = fc.constantFrom(5, 20).map(
  (days) =>
    new Move(`The admin invites Ada for ${days} days.`, always, async (model, ada) => {
      const { outcome } = await ada.admin.invite({ email: ada.email, ttl_sec: days * DAY })
      const { status } = model
      const anew = model.isShutForGood ? 'failed' : 'invited'
      expect(outcome).toBe(model.isDead ? anew : status === 'pending' ? 'already_invited' : 'already_accepted')
      if (model.isDead && !model.isShutForGood) model.invite(days * DAY)
    }),
)

const resend = fc.constantFrom(undefined, 10).map((days) => {
  const extended = days === undefined ? '' : `, valid for ${days} days from now`
  return new Move(`The admin sends the invitation again${extended}.`, always, async (model, ada) => {
    const { outcome } = await ada.admin.resend(ada.email, days === undefined ? {} : { extend_sec: days * DAY })
    expect(outcome).toBe(model.mayBeMailedAgain ? 'resent' : 'failed')
    if (!model.mayBeMailedAgain) return
    model.invitation.sends += 1
    model.invitation.sentSec = model.nowSec
    if (days !== undefined) model.invitation.expiresSec = model.nowSec + days * DAY
    model.mail()
  })
})

const revoke = fc.constant(
  new Move('The admin revokes the invitation.', always, async (model, ada) => {
    const { outcome } = await ada.admin.revoke(ada.email)
    const { isRevoked } = model.invitation
    expect(outcome).toBe(model.isAccepted ? 'failed' : isRevoked ? 'already_revoked' : 'revoked')
    if (model.isAccepted) return
    model.invitation.isRevoked = true
    model.link = undefined // a newer one that nobody sees
  }),
)

const wait = fc
  .constantFrom(['2 minutes', 120] as const, ['3 days', 3 * DAY] as const, ['8 days', 8 * DAY] as const)
  .map(
    ([span, seconds]) =>
      new Move(`${span} pass.`, always, async (model, ada) => {
        await ada.wait(seconds)
        model.nowSec += seconds
      }),
  )

const forgot = fc.constant(
  new Move('Ada clicks “Forgot password?”.', always, async (model, ada) => {
    await ada.forgotPassword()
    model.mail()
  }),
)

async function openNewestLink(model: Model, ada: Ada): Promise<void> {
  expect(await ada.open('newest')).toBe(model.newestLinkOpens)
  if (model.newestLinkOpens) model.page = model.link
}

async function choosePassword(model: Model, ada: Ada): Promise<void> {
  expect(await ada.choosePassword()).toBe(model.openPageSaves)
  if (!model.openPageSaves || model.page === undefined) return
  model.page.isUsed = true
  model.password = 'works'
}

const openNewest = fc.constant(new Move('Ada opens the link in the newest mail.', always, openNewestLink))

const chooseOnOpenPage = fc.constant(
  new Move('Ada chooses a password on the page that stands open.', ({ page }) => page !== undefined, choosePassword),
)

const takeLink = fc.constant(
  new Move('Ada opens the link in the newest mail and chooses a password.', always, async (model, ada) => {
    const opens = model.newestLinkOpens
    await openNewestLink(model, ada)
    if (opens) await choosePassword(model, ada)
  }),
)

const openOlder = fc.constant(
  new Move(
    'Ada opens the link in an older mail.',
    ({ mails }) => mails > 1,
    async (_, ada) => expect(await ada.open('older')).toBe(false),
  ),
)

const signIn = fc.constant(
  new Move(
    'Ada signs in.',
    ({ password }) => password !== 'none',
    async (model, ada) => {
      const isLetIn = model.password === 'works' && model.admits
      if (model.password === 'works') model.provePassword()
      const seen = await ada.signIn()
      if (isLetIn) model.enter()
      const claim = model.isAccepted && model.actionsAreBound ? { status: 'accepted' } : undefined
      if (isLetIn) expect(seen).toMatchObject({ invitation: claim })
      else expect(seen).toBe('refused')
    },
  ),
)

const appSignsIn = fc.constant(
  new Move(
    'The app signs Ada in with her password and keeps a refresh token.',
    ({ password }) => password !== 'none',
    async (model, ada) => {
      const isLetIn = model.password === 'works' && model.admits
      if (model.password === 'works') model.provePassword()
      expect(await ada.appSignsIn()).toBe(isLetIn)
      if (!isLetIn) return
      model.enter()
      model.hasRefreshToken = true
    },
  ),
)

const refresh = fc.constant(
  new Move(
    'The app uses the refresh token.',
    ({ hasRefreshToken }) => hasRefreshToken,
    async (model, ada) => {
      expect(await ada.refresh()).toBe(model.renews)
    },
  ),
)

const unbind = fc.constant(
  new Move(
    'Another team’s deploy unbinds our Actions.',
    ({ actionsAreBound }) => actionsAreBound,
    async (model, ada) => {
      await ada.bind(false)
      model.actionsAreBound = false
    },
  ),
)

const rebind = fc.constant(
  new Move(
    'Our deploy binds our Actions again.',
    ({ actionsAreBound }) => !actionsAreBound,
    async (model, ada) => {
      await ada.bind(true)
      model.actionsAreBound = true
    },
  ),
)

/** How often each is drawn. If revocations or unbindings came as often as sign-ins, they would end most stories. */
const drawn: [fc.Arbitrary<Move>, number][] = [
  [invite, 2],
  [resend, 2],
  [revoke, 1],
  [wait, 4],
  [forgot, 2],
  [openNewest, 2],
  [openOlder, 1],
  [chooseOnOpenPage, 2],
  [takeLink, 4],
  [signIn, 4],
  [appSignsIn, 2],
  [refresh, 2],
  [unbind, 1],
  [rebind, 3],
]

/** Stories of up to this many moves; a move that is not possible at its turn is left out. */
export function anyStory(mostMoves: number): fc.Arbitrary<Iterable<fc.AsyncCommand<Model, Ada>>> {
  const moves = drawn.flatMap(([move, times]) => Array<fc.Arbitrary<Move>>(times).fill(move))
  return fc.commands(moves, { maxCommands: mostMoves, size: 'max' })
}
