import type { Landings, Places } from '../../actions/invitation/landings.ts'

// Where the mail's button may lead, as Liquid. A deploy puts it into the template between two comments, and finds it
// there again. An address is allowed if it starts with an origin followed by a slash: then no URL parser can find
// another host in it. Liquid strings have no escapes, so nothing that needs one gets in.

const BEGIN = '{% comment %}where its button may lead, by the last deploy{% endcomment %}'
const END = '{% comment %}no further{% endcomment %}'
/** The same as in kind.liquid. */
const WHOM_BEGIN = '{% comment %}whom an invitation is mailed to{% endcomment %}'
const WHOM_END = '{% comment %}that is whom{% endcomment %}'
const ADDRESS = 'invitations_address'
const LANDING = 'invitations_landing'

/** The part of the template that sets `invitations_landing` for `invitations_record`, or leaves it empty. */
export function landingBlock({ every, apps }: Landings): string {
  const ofApps = Object.entries(apps).map(([id, places]) => `{% when '${inLiquid(id)}' %}\n${placesBlock(places)}`)
  return [
    `${BEGIN}\n`,
    `{% assign ${ADDRESS} = invitations_record.redirect_to | append: '' %}\n`,
    ...(ofApps.length > 0 ? ['{% case invitations_record.client_id %}\n', ...ofApps, '{% endcase %}\n'] : []),
    placesBlock(every),
    `${END}\n`,
  ].join('')
}

/** The template with these landings in its subject and its body. */
export function withLandings<Template extends { subject: string; body: string }>(
  template: Template,
  landings: Landings,
): Template {
  const block = landingBlock(landings)
  const set = (text: string, part: string): string => {
    const [start, end] = boundsIn(text)
    return start < 0 ? text : text.slice(0, start) + part + text.slice(end)
  }
  return { ...template, subject: set(template.subject, onOneLine(block)), body: set(template.body, block.trimEnd()) }
}

/** The landings that a template was deployed with; undefined if it has no such part. */
export function landingsIn(template: string): Landings | undefined {
  const [start, end] = boundsIn(template)
  if (start < 0) return undefined
  const every: Found = { origins: [] }
  const apps: [string, Found][] = []
  let places = every
  for (const [, id, over, origin, home] of template.slice(start, end).matchAll(PIECES)) {
    if (id !== undefined) apps.push([id, (places = { origins: [] })])
    else if (over !== undefined) places = every
    else if (origin !== undefined) places.origins.push(origin)
    else if (home !== undefined) places.home = home
  }
  return { every, apps: Object.fromEntries(apps) }
}

/** The part of our template that sets `invitations_ordinary`: whether the mail is an ordinary reset. */
export function whomIn(template: string): string {
  const [start, end] = boundsIn(template, WHOM_BEGIN, WHOM_END)
  return template.slice(Math.max(start, 0), Math.max(end, 0))
}

/** People read one tag per line, but a line break would become part of the subject. */
export function onOneLine(liquid: string): string {
  return liquid.replace(/\n\s*/g, '')
}

interface Found {
  origins: string[]
  home?: string
}

function placesBlock({ origins, home }: Places): string {
  const begins = origins.map((origin) => {
    const beginning = inLiquid(`${origin}/`)
    const slice = `{% assign invitations_beginning = ${ADDRESS} | slice: 0, ${beginning.length} %}`
    return `${slice}{% if invitations_beginning == '${beginning}' %}{% assign ${LANDING} = ${ADDRESS} %}{% endif %}\n`
  })
  const otherwise = `{% if ${LANDING} == '' %}{% assign ${LANDING} = '${inLiquid(home ?? '')}' %}{% endif %}\n`
  return [...begins, ...(home === undefined ? [] : [otherwise])].join('')
}

/** Printable and without a quote, whatever somebody wrote into the tenant's template. */
const TEXT = '([!-&(-~]*)'
const PIECES = new RegExp(
  [
    `\\{% when '${TEXT}' %\\}`,
    '(\\{% endcase %\\})',
    `== '${TEXT}/' %\\}\\{% assign ${LANDING} = ${ADDRESS} %\\}`,
    `\\{% assign ${LANDING} = '${TEXT}' %\\}`,
  ].join('|'),
  'g',
)

function boundsIn(text: string, begin = BEGIN, finish = END): [start: number, end: number] {
  const start = text.indexOf(begin)
  const end = text.indexOf(finish, start)
  return start < 0 || end < 0 ? [-1, -1] : [start, end + finish.length]
}

/** An address in which characters that end a string or begin a tag are percent-encoded. Browsers treat it the same. */
export function inLiquid(text: string): string {
  return text.replace(/['{}]/g, (character) => encodeURIComponent(character).replace("'", '%27'))
}
