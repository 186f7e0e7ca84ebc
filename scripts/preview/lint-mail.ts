import { doIUseEmail } from '@jsx-email/doiuse-email'
import { Parser } from 'htmlparser2'
import { lowContrasts } from './contrast.ts'
import type { Finding } from './finding.ts'
import type { Mail } from './render.ts'

/** RFC 5322, section 2.1.1, recommends at most this many characters per line; inboxes show fewer. */
const LONGEST_SUBJECT = 78
/** Gmail cuts off larger mails and links to the rest. */
const LARGEST_BYTES = 100_000

/** The mail programs on caniemail.com that most people use. */
const programs = ['gmail.desktop-webmail', 'gmail.ios', 'gmail.android', 'outlook.windows', 'outlook.ios']
  .concat(['outlook.android', 'outlook.macos', 'apple-mail.macos', 'apple-mail.ios', 'yahoo.desktop-webmail'])
  .concat(['samsung-email.android'])

/** Without these a mail looks plainer and is just as readable. */
const decoration = ['border-radius', '@media', 'overflow-wrap', 'word-break', 'overflow', '<body> element']

/** What is wrong with one mail. */
export function lintMail({ subject, html }: Mail): Finding[] {
  return [
    ...subjectFindings(subject),
    ...sizeFindings(html),
    ...leftOvers(subject, html),
    ...elementFindings(html),
    ...lowContrasts(html),
    ...cssFindings(html),
  ]
}

function subjectFindings(subject: string): Finding[] {
  const length = Array.from(subject).length
  if (length <= LONGEST_SUBJECT) return []
  const message = `The subject has ${length} characters, but at most ${LONGEST_SUBJECT} are shown.`
  return [{ rule: 'long_subject', severity: 'warning', message }]
}

function sizeFindings(html: string): Finding[] {
  const bytes = Buffer.byteLength(html)
  if (bytes < LARGEST_BYTES) return []
  const message = `The mail takes ${Math.ceil(bytes / 1000)} kB; Gmail cuts it off at ${LARGEST_BYTES / 1000}.`
  return [{ rule: 'too_large', severity: 'error', message }]
}

/** Placeholders of the catalogues that nobody filled in, and tags of the template. */
function leftOvers(subject: string, html: string): Finding[] {
  const found = `${subject}\n${html}`.match(/(?<!\{)\{(app|email|name|inviter|expires_on|support)\}|\{%|%\}/)?.[0]
  if (found === undefined) return []
  return [{ rule: 'left_over', severity: 'error', message: `“${found}” is left in the mail.` }]
}

function elementFindings(html: string): Finding[] {
  const findings: Finding[] = []
  let link: { href: string; text: string } | undefined
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name === 'img' && !attributes['alt']) {
        const message = `An image has no alt text: ${attributes['src']}`
        findings.push({ rule: 'image_without_alt', severity: 'error', message })
      }
      if (name === 'a') link = { href: attributes['href'] ?? '', text: '' }
    },
    ontext(text) {
      if (link !== undefined) link.text += text
    },
    onclosetag(name) {
      if (name !== 'a' || link === undefined) return
      const { href, text } = link
      link = undefined
      const shown = text.replaceAll('\u200b', '').trim()
      if (!/^(https?:\/\/|www\.)/i.test(shown) || shown === href) return
      const message = `A link says ${shown} and leads to ${href}.`
      findings.push({ rule: 'link_differs_from_text', severity: 'error', message })
    },
  })
  parser.end(html)
  return findings
}

/** Findings from the data of caniemail.com. */
function cssFindings(html: string): Finding[] {
  const result = doIUseEmail(html, { emailClients: programs })
  const without = new Map<string, string[]>()
  for (const sentence of 'errors' in result ? result.errors : []) {
    const [, feature = '', program = ''] = /^`(.*)` is not supported by `(.*)`$/.exec(sentence) ?? []
    if (feature !== '') without.set(feature, [...(without.get(feature) ?? []), program])
  }
  return [...without]
    .filter(([feature]) => !decoration.includes(feature))
    .map(([feature, programs]) => {
      const message = `${feature} does nothing in ${[...new Set(programs)].join(', ')} (caniemail.com).`
      return { rule: 'unsupported_css', severity: 'warning', message }
    })
}
