import { html as escapedHtml, raw } from 'hono/html'
import { escapedSource } from '../ground/text-for/html.ts'
import { visible } from '../../actions/invitation/visible.ts'

/** A piece of a page: our own HTML, in which text from others is escaped. */
export type Html = ReturnType<typeof escapedHtml>

/** What may be put into a piece: text from others, a piece, several of them, or nothing. */
type Content = string | number | Html | undefined | false | readonly Content[]

/**
 * A piece of HTML. Text that is put into it is escaped, in elements and in quoted attributes. Characters that nobody would
 * see (marks of writing direction, control characters) are made visible.
 */
export function html(strings: TemplateStringsArray, ...contents: Content[]): Html {
  return escapedHtml(strings, ...contents.map(shown))
}

function shown(content: Content): unknown {
  if (typeof content === 'string') return visible(content)
  return Array.isArray(content) ? content.map(shown) : content
}

/** The value of a field. It is escaped but otherwise unchanged, because it comes back with the form. */
export function asTyped(text: string): Html {
  return raw(escapedSource(text))
}

/** Several lines of text, each on its own line. */
export function lines(text: string): Html {
  return html`${text.split(/\r\n|[\r\n]/).map((line, index) => (index === 0 ? html`${line}` : html`<br />${line}`))}`
}
