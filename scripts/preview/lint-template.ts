import type { Finding } from './finding.ts'
import { variablesIn, type MailTemplate } from './render.ts'

// docs: customize/email/email-templates/supported-liquid-syntax
const documentedVariables = [
  ...['application', 'request_language', 'connection.name', 'tenant', 'friendly_name', 'support_email', 'support_url'],
  ...['user.email', 'user.email_verified', 'user.picture', 'user.nickname', 'user.given_name', 'user.family_name'],
  ...['user.name', 'user.app_metadata', 'user.user_metadata', 'organization', 'custom_domain', 'correlation_id', 'url'],
]
/** `when`, `elsif`, `else` and the ends of blocks belong to these. */
const documentedTags = [
  ...['for', 'cycle', 'tablerow', 'if', 'unless', 'elsif', 'else', 'case', 'when', 'assign', 'increment', 'decrement'],
  ...['include', 'layout', 'raw', 'comment', 'debug'],
]
const documentedFilters = [
  ...['plus', 'minus', 'modulo', 'times', 'floor', 'ceil', 'round', 'divided_by', 'abs', 'at_least', 'at_most'],
  ...['append', 'prepend', 'capitalize', 'upcase', 'downcase', 'strip', 'lstrip', 'rstrip', 'strip_newlines', 'split'],
  ...['replace', 'replace_first', 'remove', 'remove_first', 'truncate', 'truncatewords', 'escape', 'escape_once'],
  ...['url_encode', 'url_decode', 'strip_html', 'newline_to_br', 'slice', 'map', 'sort', 'sort_natural', 'first'],
  ...['last', 'join', 'reverse', 'size', 'date', 'default'],
]
const escaping = ['escape', 'escape_once', 'url_encode']

/** What Auth0 may not understand in a template, or would print literally. */
export function lintTemplate({ subject, body }: MailTemplate): Finding[] {
  return [...lintPart('subject', subject), ...lintPart('body', body), ...unescapedOutputs(body)]
}

function lintPart(part: string, source: string): Finding[] {
  let variables: string[]
  try {
    variables = variablesIn(source)
  } catch (failure) {
    const said = failure instanceof Error ? failure.message : String(failure)
    return [{ rule: 'no_liquid', severity: 'error', message: `The ${part} cannot be read: ${said}` }]
  }
  const unknown = variables.filter(
    (name) =>
      !documentedVariables.some((one) => name === one || name.startsWith(`${one}.`) || name.startsWith(`${one}[`)),
  )
  return [
    ...unknown.map((name): Finding => {
      const message = `The ${part} uses ${name}, which is not a variable of Auth0’s: it stays empty.`
      return { rule: 'unknown_variable', severity: 'error', message }
    }),
    ...undocumented('tag', tagsIn(source), documentedTags, part),
    ...undocumented('filter', filtersIn(source), documentedFilters, part),
  ]
}

function undocumented(kind: string, used: string[], documented: readonly string[], part: string): Finding[] {
  const strange = [...new Set(used)].filter((name) => !documented.includes(name))
  return strange.map((name) => {
    const message = `The ${part} uses the ${kind} ${name}, which Auth0 does not document.`
    return { rule: 'undocumented_liquid', severity: 'error', message }
  })
}

function unescapedOutputs(body: string): Finding[] {
  const outputs = withoutComments(body).match(/\{\{[\s\S]*?\}\}/g) ?? []
  const bare = [...new Set(outputs)].filter((output) => !filtersIn(output).some((name) => escaping.includes(name)))
  return bare.map((output) => {
    const message = `The body prints ${output} without “| escape”: anyone who can write it can inject HTML.`
    return { rule: 'not_escaped', severity: 'error', message }
  })
}

function withoutComments(source: string): string {
  return source.replace(/\{%-?\s*comment[\s\S]*?endcomment\s*-?%\}/g, '')
}

function tagsIn(source: string): string[] {
  const names = [...withoutComments(source).matchAll(/\{%-?\s*(\w+)/g)].map(([, name = '']) => name)
  return names.filter((name) => !(name.startsWith('end') && names.includes(name.slice('end'.length))))
}

function filtersIn(source: string): string[] {
  const markup = withoutComments(source).match(/\{[{%][\s\S]*?[%}]\}/g) ?? []
  return markup.flatMap((piece) =>
    [...piece.replace(/"[^"]*"|'[^']*'/g, '').matchAll(/\|\s*(\w+)/g)].map(([, name = '']) => name),
  )
}
