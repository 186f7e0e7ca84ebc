import { languageTags } from '../../../actions/invitation/languages.ts'
import type { InviteRequest } from '../../invitations/index.ts'
import { fieldNamed, type Field, type Said } from '../../spreadsheet/columns.ts'
import { plainHeading } from '../../spreadsheet/headings.ts'
import { textIn, type Form } from '../form.ts'

/** How a file is read, as chosen on its page. */
export interface Choices {
  /** Sheet of a workbook; undefined: the first that is not hidden. */
  sheet: string | undefined
  /** Whether hidden rows and columns are read too. */
  withHidden: boolean
  /** What each column is for, by position; undefined: as the headings say. */
  fields: readonly (Field | undefined)[] | undefined
  /** What is used if the file has no such column. */
  invited_by: string
  locale: string
  days: string
}

/** @param invited_by empty if mails may not contain the admin's name */
export function firstChoices(invited_by: string): Choices {
  return { sheet: undefined, withHidden: false, fields: undefined, invited_by, locale: '', days: '7' }
}

/** The choices in a form. Another sheet has other columns. */
export function choicesIn(form: Form, before: Choices): Choices {
  const text = (field: string) => textIn(form[field]).trim()
  const sheet = text('sheet') === '' ? before.sheet : text('sheet')
  return {
    ...{ sheet, withHidden: text('hidden') === 'yes', invited_by: text('invited_by') },
    fields: sheet === before.sheet ? fieldsIn(form) : undefined,
    locale: languageTags.find((tag) => tag === text('locale')) ?? '',
    days: /^[1-9]\d?$/.test(text('days')) ? text('days') : '7',
  }
}

/** More columns than any file that can be read has. */
const MOST_COLUMNS = 100

function fieldsIn(form: Form): Choices['fields'] {
  const places = Array.from({ length: MOST_COLUMNS }, (_, place) => form[`column-${place}`])
  const last = places.findLastIndex((said) => said !== undefined)
  return last === -1 ? undefined : places.slice(0, last + 1).map((said) => fieldNamed(textIn(said)))
}

/** The chosen fields, keyed by heading, in the form that reading a file takes. */
export function saidOf({ fields }: Choices, headings: readonly string[]): Said {
  if (fields === undefined) return new Map()
  const said = headings.map((heading, place) => [plainHeading(heading), fields[place]] as const)
  return new Map(said.filter(([heading]) => heading !== ''))
}

export function defaultsOf({ invited_by, locale, days }: Choices): Omit<InviteRequest, 'email'> {
  return {
    ...{ invited_by: invited_by === '' ? undefined : invited_by, locale: locale === '' ? undefined : locale },
    ttl_sec: Number(days) * 86_400,
  }
}
