import { html as escapedHtml, raw } from 'hono/html'
import { escapedSource } from '../ground/text-for/html.ts'
import { visible } from '../../actions/invitation/visible.ts'

/** A piece of a page: our own words, with text of others escaped in it. */
export type Html = ReturnType<typeof escapedHtml>

/** What may stand in a piece: text of others, a piece, several of them, or nothing. */
type Content = string | number | Html | undefined | false | readonly Content[]

/**
 * A piece of HTML. Every text that is put into it is escaped, in elements and in quoted attributes, and what nobody would
 * see in it (marks of writing direction, control characters) is shown.
 */
export function html(strings: TemplateStringsArray, ...contents: Content[]): Html {
  return escapedHtml(strings, ...contents.map(shown))
}

function shown(content: Content): unknown {
  if (typeof content === 'string') return visible(content)
  return Array.isArray(content) ? content.map(shown) : content
}

/** The value of a field: escaped, and otherwise as it is, since it comes back with the form. */
export function asTyped(text: string): Html {
  return raw(escapedSource(text))
}

/** Several lines of text, each on its own. */
export function lines(text: string): Html {
  return html`${text.split(/\r\n|[\r\n]/).map((line, index) => (index === 0 ? html`${line}` : html`<br />${line}`))}`
}
