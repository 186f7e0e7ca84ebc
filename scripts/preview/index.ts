import { gallery, type Shown } from './gallery.ts'
import type { Finding } from './finding.ts'
import { lintMail } from './lint-mail.ts'
import { lintTemplate } from './lint-template.ts'
import { readableText } from './readable-text.ts'
import { mailsOf, type MailTemplate } from './render.ts'
import { exampleLandings, oddSamples, samples, samplesAt, type Sample } from './samples.ts'

export { Chromium } from './chromium.ts'
export { exampleLandings, gallery, oddSamples, readableText, samples }
export type { Finding, MailTemplate, Sample }

/** A sample and the mail made from it. */
export type Made = Shown & Pick<Sample, 'name'>

/**
 * Renders the samples with a template and checks each mail. Findings about the template itself are separate.
 * @param now when they are sent; default: the date of the examples
 */
export function make(
  template: MailTemplate,
  all: readonly Sample[],
  now = samplesAt,
): { made: Made[]; templateFindings: Finding[] } {
  const templateFindings = lintTemplate(template)
  if (templateFindings.some(({ rule }) => rule === 'no_liquid')) return { made: [], templateFindings }
  const mailTo = mailsOf(template, now)
  const made = all.map(({ name, title, language, variables }) => {
    const mail = mailTo(variables)
    return { name, title, language, ...mail, findings: lintMail(mail) }
  })
  return { made, templateFindings }
}
