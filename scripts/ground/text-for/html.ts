import { visible } from '../../../actions/invitation/visible.ts'

const entities: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' },
}

/** Foreign text for HTML elements and quoted attributes. Invisible characters are shown. */
export function escaped(text: string): string {
  return escapedSource(visible(text))
}

/** A whole document for an attribute (`srcdoc`): escaped, otherwise unchanged. */
export function escapedSource(html: string): string {
  return html.replace(/[&<>"']/g, (character) => entities[character] ?? '')
}
