// Made by `npm run languages` from the files in languages/: add one there.
import * as ar from './languages/ar.ts'
import * as de from './languages/de.ts'
import * as en from './languages/en.ts'
import * as es from './languages/es.ts'
import * as fr from './languages/fr.ts'
import * as ja from './languages/ja.ts'
import * as ptBR from './languages/pt-BR.ts'
import type { MailTexts, PageTexts, Refusals } from './languages/language.ts'

export const languageTags = ['ar', 'de', 'en', 'es', 'fr', 'ja', 'pt-BR'] as const
export type LanguageTag = (typeof languageTags)[number]

export const mails = {
  ar: ar.mail,
  de: de.mail,
  en: en.mail,
  es: es.mail,
  fr: fr.mail,
  ja: ja.mail,
  'pt-BR': ptBR.mail,
} satisfies Record<LanguageTag, MailTexts>

export const pages = {
  ar: ar.pages,
  de: de.pages,
  en: en.pages,
  es: es.pages,
  fr: fr.pages,
  ja: ja.pages,
  'pt-BR': ptBR.pages,
} satisfies Record<LanguageTag, PageTexts>

export const refusals = {
  ar: ar.refusals,
  de: de.refusals,
  en: en.refusals,
  es: es.refusals,
  fr: fr.refusals,
  ja: ja.refusals,
  'pt-BR': ptBR.refusals,
} satisfies Record<LanguageTag, Refusals>
