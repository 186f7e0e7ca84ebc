import { join } from 'node:path'
import type { Landings } from '../../actions/invitation/landings.ts'
import { languageTags, type LanguageTag } from '../../actions/invitation/languages.ts'
import { knownLanguageOf } from '../../actions/invitation/locale.ts'
import { readResetEmail } from '../deployments/declared/desired.ts'
import { projectFolder } from '../deployments/declared/project.ts'
import type { Disk } from '../ground/disk/disk.ts'
import { findChromium } from '../ground/chromium-path.ts'
import { exitCodes, InvitationsError } from '../ground/errors.ts'
import type { Finding, Made, MailTemplate } from '../preview/index.ts'
import { jsonFlag, text, texts, type Call, type Command } from './command.ts'
import { mailNow } from './mail-now.ts'
import { didYouMeanLanguage } from '../ground/did-you-mean.ts'

const WIDTHS = [600, 320] as const
const SCHEMES = ['light', 'dark'] as const

export const preview: Command = {
  operands: '',
  flags: {
    out: { type: 'string', value: '<folder>', help: 'the folder for the page (default preview)' },
    language: { type: 'string', multiple: true, value: '<tag>', help: 'only this language, like de; repeatable' },
    email: { type: 'string', value: '<address>', help: 'show the mail that this person would get now' },
    png: { type: 'boolean', help: 'also take a picture of every mail; needs Chromium or Chrome (CHROME_PATH)' },
    json: jsonFlag,
  },
  examples: ['preview', 'preview --language de --png', 'preview --email ada@example.com'],
  async run(call) {
    const { output } = call
    const { exampleLandings, gallery, make, oddSamples, readableText, samples } = await import('../preview/index.ts')
    const browser = call.flags['png'] ? findChromium(call.environment) : undefined
    if (call.flags['png'] && browser === undefined) throw noBrowser()
    const languages = languagesOf(call)
    const folder = text(call, 'out') ?? 'preview'
    call.disk.folder(folder)
    call.disk.tryToWrite(join(folder, 'index.html'))
    const email = text(call, 'email')
    const { template, all, now } =
      email === undefined
        ? { template: ownTemplate(call, exampleLandings), all: samples(languages), now: undefined }
        : await mailNow(email, call)
    const odd = email === undefined && languages.includes('en') ? oddSamples() : []
    const { made, templateFindings } = make(template, [...all, ...odd], now)
    const isOdd = ({ name }: Made) => odd.some((one) => one.name === name)
    const page = gallery(
      made.filter((one) => !isOdd(one)),
      templateFindings,
      made.filter(isOdd),
    )
    call.disk.replace(join(folder, 'index.html'), page)
    if (browser !== undefined) await takePictures(browser, made, folder, call.disk)
    for (const { name, language, subject, html, findings } of made) {
      output.record({ name, language, subject, bytes: Buffer.byteLength(html), findings })
    }
    const first = made[0]
    if (email !== undefined && first !== undefined)
      output.say([`Subject: ${first.subject}`, '', ...readableText(first.html).split('\n'), ''])
    const findings = [...templateFindings, ...made.flatMap((one) => one.findings)]
    if (findings.length === 0) output.well('No problems found.')
    else output.say(toldFindings(templateFindings, made))
    output.say(`${made.length} ${made.length === 1 ? 'mail' : 'mails'} in ${join(folder, 'index.html')}.`)
    output.record({ type: 'summary', mails: made.length, page: join(folder, 'index.html'), findings: templateFindings })
    return findings.some(({ severity }) => severity === 'error') ? exitCodes.notDone : exitCodes.done
  },
}

/** The template that a deploy would send, with the examples' app. */
function ownTemplate({ environment }: Call, landings: Landings): MailTemplate {
  const hasOtherWay = (environment['INVITATIONS_ACCEPT_WITH'] ?? '').trim() !== ''
  return readResetEmail(
    join(projectFolder(), 'tenant'),
    environment['INVITATIONS_DEFAULT_LOCALE'],
    landings,
    hasOtherWay,
  )
}

function languagesOf(call: Call): LanguageTag[] {
  const wanted = texts(call, 'language').map((one) => {
    const language = knownLanguageOf(one)
    if (language !== undefined) return language
    throw new InvitationsError('usage', `There are no mails in "${one}".${didYouMeanLanguage(one)}`, {
      hint: `Languages: ${languageTags.join(', ')}.`,
    })
  })
  if (wanted.length > 0) return wanted
  const first = knownLanguageOf(call.environment['INVITATIONS_DEFAULT_LOCALE'] ?? 'en') ?? 'en'
  return [first, ...languageTags.filter((tag) => tag !== first)]
}

function noBrowser(): InvitationsError {
  return new InvitationsError('browser_failed', 'Pictures need Chromium or Chrome, and neither was found.', {
    hint: 'Install one (Debian: apt install chromium), name one with CHROME_PATH, or leave out --png.',
  })
}

async function takePictures(path: string, made: readonly Made[], folder: string, disk: Disk): Promise<void> {
  const { Chromium } = await import('../preview/index.ts')
  const browser = new Chromium(path, disk.temporaryFolder())
  try {
    for (const { name, language, html } of made) {
      for (const widthPx of WIDTHS) {
        for (const scheme of SCHEMES) {
          const picture = await browser.picture({ html, widthPx, scheme })
          disk.replace(join(folder, `${name}.${language}.${widthPx}.${scheme}.png`), picture)
        }
      }
    }
  } finally {
    await browser.close()
  }
}

/** Each finding once, with the mails that it is about. */
function toldFindings(templateFindings: readonly Finding[], made: readonly Made[]): string[] {
  const where = new Map<string, string[]>(
    templateFindings.map(({ severity, message }) => [`${severity}: ${message}`, []]),
  )
  for (const { name, language, findings } of made) {
    for (const { severity, message } of findings) {
      const line = `${severity}: ${message}`
      where.set(line, [...(where.get(line) ?? []), `${name}.${language}`])
    }
  }
  return [...where].map(
    ([line, mails]) =>
      `${line}${mails.length === 0 ? '' : ` (${mails.slice(0, 3).join(', ')}${mails.length > 3 ? ` and ${mails.length - 3} more` : ''})`}`,
  )
}
