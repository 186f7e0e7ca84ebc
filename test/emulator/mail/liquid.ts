import { Liquid, Tag, type Context, type Emitter, type Template } from 'liquidjs'

// docs: customize/email/email-templates/supported-liquid-syntax (`when` and the ends of blocks belong to their tags)
const documentedTags = [
  ...['for', 'cycle', 'tablerow', 'if', 'unless', 'case', 'assign', 'increment', 'decrement', 'include', 'layout'],
  ...['raw', 'comment', 'debug'],
]
const documentedFilters = [
  ...['plus', 'minus', 'modulo', 'times', 'floor', 'ceil', 'round', 'divided_by', 'abs', 'at_least', 'at_most'],
  ...['append', 'prepend', 'capitalize', 'upcase', 'downcase', 'strip', 'lstrip', 'rstrip', 'strip_newlines', 'split'],
  ...['replace', 'replace_first', 'remove', 'remove_first', 'truncate', 'truncatewords', 'escape', 'escape_once'],
  ...['url_encode', 'url_decode', 'strip_html', 'newline_to_br', 'slice', 'map', 'sort', 'sort_natural', 'first'],
  ...['last', 'join', 'reverse', 'size', 'date', 'default'],
]

/** Auth0's own tag, which shows the available variables. */
class Debug extends Tag {
  *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
    emitter.write(JSON.stringify(context.getAll(), null, 2))
    yield
  }
}

/** Rendering depends on these besides the template and its variables. */
export interface Circumstances {
  /** What the date filter uses for `now`. */
  now?: Date
  /** Time zone of the date filter. */
  zone?: string
  /** Whether `{%-` and the like are understood. If not, they are errors like other unknown tags. */
  hasWhitespaceControl?: () => boolean
}

/**
 * Liquid as Auth0 documents it: only the documented tags and filters, and nothing is escaped unless the template says so.
 * Everything else is an error, when parsing or when rendering.
 */
export function auth0Liquid(zone = 'UTC', now = () => new Date(0)): Liquid {
  const engine = new Liquid({
    ...{ strictFilters: true, ownPropertyOnly: true, locale: 'en-US' },
    timezoneOffset: zone === 'UTC' ? 0 : zone,
  })
  const date = engine.filters['date'] as (this: unknown, ...args: unknown[]) => unknown
  engine.registerFilter('date', function (value: unknown, ...args: unknown[]) {
    return date.call(this, value === 'now' || value === 'today' ? now() : value, ...args)
  })
  engine.registerTag('debug', Debug)
  for (const tag of Object.keys(engine.tags))
    if (!documentedTags.includes(tag)) Reflect.deleteProperty(engine.tags, tag)
  for (const filter of Object.keys(engine.filters)) {
    if (!documentedFilters.includes(filter)) Reflect.deleteProperty(engine.filters, filter)
  }
  return engine
}

/** @throws an Error with the engine's words if the template uses something that Auth0 does not have */
export function render(template: string, variables: object, circumstances: Circumstances = {}): string {
  const control = /\{[{%]-|-[%}]\}/.exec(template)
  if (control && circumstances.hasWhitespaceControl?.() === false) throw new Error(`unexpected token "${control[0]}"`)
  const { zone = 'UTC', now = new Date(0) } = circumstances
  const renderer = renderers.get(zone) ?? new Renderer(zone)
  renderers.set(zone, renderer)
  return renderer.render(template, variables, now)
}

/** The engine of a time zone. A thousand mails are of one template, and to parse it takes far longer than to fill it in. */
class Renderer {
  readonly #engine: Liquid
  readonly #parsed = new Map<string, Template[]>()
  #now = new Date(0)

  constructor(zone: string) {
    this.#engine = auth0Liquid(zone, () => this.#now)
  }

  render(template: string, variables: object, now: Date): string {
    this.#now = now
    const parsed: Template[] = this.#parsed.get(template) ?? this.#engine.parse(template)
    if (this.#parsed.size >= MOST_KEPT) this.#parsed.clear()
    this.#parsed.set(template, parsed)
    return String(this.#engine.renderSync(parsed, variables))
  }
}

const MOST_KEPT = 100
const renderers = new Map<string, Renderer>()
