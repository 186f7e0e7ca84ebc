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

/** A sample with the mail that was made of it. */
export type Made = Shown & Pick<Sample, 'name'>

/**
 * Renders the samples with a template, and looks at each. What is wrong with the template itself is told apart.
 * @param now when they are sent; default: in the days of the examples
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
