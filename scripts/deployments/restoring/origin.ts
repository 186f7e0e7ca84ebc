import type { Deployed } from '../deployed/deployed.ts'
import { isOurResetMail } from '../../mail/reset-mail.ts'
import { keptMailIn } from '../planning/keep-reset-mail.ts'
import { hashesOf, type Hashes, type Places } from '../deployed/places.ts'

/** The tenant before our first deploy. */
export interface Origin {
  /** What can be restored. */
  before: Places
  /** What of ours stays because nobody saved what was there before, in sentences. */
  cannot: (now: Deployed) => string[]
}

/**
 * What the tenant had before our first deploy, as far as that is saved. If another team's import deleted the Action that
 * saved it, the next deploy found our own things and saved those, but they are not what was there before. We built our
 * Actions, so those go in any case.
 * @param origin what is saved from before the first deploy
 * @param applied how deploys left each place
 */
export function originOf(origin: Places, applied: readonly Hashes[]): Origin {
  const { reset_email: saved } = origin.templates
  const ours = saved && isOurResetMail(saved) ? saved : undefined
  const kept = ours && keptMailIn(ours)
  const isTemplateLost = ours !== undefined && kept === undefined
  const was = hashesOf(origin)
  // The text was already as a deploy would set it, so it is ours or reads the same.
  const unsavedTexts = Object.keys(origin.texts).filter(
    (place) => origin.texts[place] !== null && applied.some(({ texts }) => texts[place] === was.texts[place]),
  )
  return {
    before: {
      ...origin,
      actions: nothingIn(origin.actions),
      bindings: nothingIn(origin.bindings),
      templates: isTemplateLost ? {} : { ...origin.templates, ...(kept && { reset_email: kept }) },
    },
    cannot: ({ resetEmail, customText }) => {
      const texts = unsavedTexts.filter((place) => textAt(place, customText) === origin.texts[place])
      return [
        ...(isTemplateLost && resetEmail && isOurResetMail(resetEmail) && resetEmail.enabled !== false
          ? [TEMPLATE_STAYS]
          : []),
        ...(texts.length > 0 ? [textsStay(texts)] : []),
      ]
    },
  }
}

const TEMPLATE_STAYS =
  'Email template reset_email: ours stays, and everyone gets it. What the tenant had before was not saved. Put your own there under Branding > Email Templates > Change Password. The backups/ folder of the first deploy may have it.'

function textsStay(texts: string[]): string {
  const prompts = [...new Set(texts.map((place) => place.split('/').slice(0, 2).reverse().join(' in ')))]
  const count = texts.length === 1 ? '1 text like ours stays' : `${texts.length} texts like ours stay`
  return `${count}, because nobody saved what was there before: ${prompts.join(', ')} (Branding > Universal Login > Custom Text).`
}

function textAt(place: string, customText: Deployed['customText']): string | undefined {
  const [language = '', prompt = '', screen = '', key = ''] = place.split('/')
  return customText[language]?.[prompt]?.[screen]?.[key]
}

function nothingIn(places: Record<string, unknown>): Record<string, null> {
  return Object.fromEntries(Object.keys(places).map((place) => [place, null]))
}
