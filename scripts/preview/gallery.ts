import { mails, refusals, type LanguageTag } from '../../actions/invitation/languages.ts'
import { escaped, escapedSource } from '../ground/text-for/html.ts'
import type { Finding } from './finding.ts'
import { style } from './style.ts'

/** A mail in the gallery. */
export interface Shown {
  /** Without the language if it is one person's mail. */
  title: string
  language: LanguageTag
  subject: string
  html: string
  findings: Finding[]
}

const WIDTHS = [600, 320] as const

/** Removes the scroll bar, which would make the mail narrower while it is measured. */
const AS_HIGH_AS_THE_MAIL =
  "const page = this.contentDocument.documentElement; page.style.overflow = 'hidden'; this.height = page.scrollHeight"

/**
 * One file that needs no network: every mail, wide and narrow, light and dark.
 * @param templateFindings of the template itself
 */
export function gallery(
  shown: readonly Shown[],
  templateFindings: readonly Finding[],
  odd: readonly Shown[] = [],
): string {
  const languages = [...new Set(shown.map(({ language }) => language))]
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Mails</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>Mails</h1>
<nav>${[...languages.map((tag) => link(`#${tag}`, nameOf(tag))), ...(odd.length > 0 ? [link('#odd', 'Odd values')] : [])].join(' ')}</nav>
${findingsOf(templateFindings)}
</header>
<main>
${languages
  .map(
    (tag) =>
      chapter(
        tag,
        nameOf(tag),
        shown.filter(({ language }) => language === tag),
      ) + refusalsIn(tag),
  )
  .join('\n')}
${odd.length > 0 ? chapter('odd', 'Odd values', odd) : ''}
</main>
</body>
</html>
`
}

function chapter(id: string, title: string, shown: readonly Shown[]): string {
  return `<h2 id="${id}">${escaped(title)}</h2>\n${shown.map(section).join('\n')}`
}

function section({ title, subject, html, findings }: Shown): string {
  const frames = WIDTHS.flatMap((width) =>
    (['light', 'dark'] as const).map(
      (scheme) =>
        `<figure><iframe title="${escaped(title)}, ${width} pixels, ${scheme}" width="${width}" height="700" loading="lazy" sandbox="allow-same-origin" srcdoc="${escapedSource(inScheme(html, scheme))}" onload="${AS_HIGH_AS_THE_MAIL}"></iframe><figcaption>${width} px, ${scheme}</figcaption></figure>`,
    ),
  )
  return `<section>
<h3>${escaped(title)}</h3>
<p class="subject" dir="auto">${escaped(subject)}</p>
${findingsOf(findings)}
<div class="frames">${frames.join('\n')}</div>
</section>`
}

/** A frame has the colour scheme of the page around it, so the mail's own query is answered in advance. */
function inScheme(html: string, scheme: 'light' | 'dark'): string {
  return html.replace(/\(prefers-color-scheme:\s*dark\)/g, scheme === 'dark' ? 'all' : 'not all')
}

function refusalsIn(tag: LanguageTag): string {
  const { direction } = mails[tag]
  const rows = Object.entries(refusals[tag]).map(
    ([reason, sentence]) =>
      `<tr><th><code>${escaped(reason)}</code></th><td lang="${tag}" dir="${direction}">${escaped(sentence)}</td></tr>`,
  )
  return `<section><h3>What a refused sign-in says</h3><table>${rows.join('\n')}</table></section>`
}

function findingsOf(findings: readonly Finding[]): string {
  if (findings.length === 0) return ''
  const lines = findings.map(
    ({ severity, rule, message }) => `<li class="${severity}"><code>${rule}</code> ${escaped(message)}</li>`,
  )
  return `<ul class="findings">${lines.join('\n')}</ul>`
}

function nameOf(tag: LanguageTag): string {
  return new Intl.DisplayNames('en', { type: 'language' }).of(tag) ?? tag
}

function link(href: string, text: string): string {
  return `<a href="${href}">${escaped(text)}</a>`
}
