import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { commands } from '../../scripts/cli/find-command.ts'
import { helpAbout } from '../../scripts/cli/help.ts'

/** Words that we no longer use, by what we say instead. */
const gone: Record<string, RegExp> = {
  fix: /\bmend(s|ed|ing)?\b/i,
  again: /\banew\b/i,
  'check whether': /\blook(s|ed|ing)? whether\b/i,
  revoke: /\bwithdraw(s|n|al|ing)?\b/i,
  say: /\b(tells?|told|telling) of\b/i,
  'because of': /\bfor want of\b/i,
  'anyone who': /\bwhom?ever\b/i,
  'is not a': /(?<!\bthere )\b(is|was) no (?!longer\b|more\b)\w/i,
  'is not one, is missing': /(?<!\bthere )\b(is|was) none\b/i,
  'the unknown, the missing': /\b(that|which) there (is|are) not\b/i,
  'Nothing was sent': /\bnobody was mailed\b/i,
}

/** Only in what the program prints. */
const goneFromPrint: Record<string, RegExp> = {
  'people are emailed':
    /\b(nobody|everybody|everyone|somebody|anybody|people|person|who|they|you) (is|are|was|were|be) (never )?mailed\b/i,
  'the name of the command, as it was called':
    /(^|[^-\w/.])invitations (invite|import|show|list|resend|revoke|deploy|doctor|init) /,
}

/** The noun, where Auth0 does not say so itself. */
const emailThatIsSent =
  /\b(an?|the|this|that|each|every|no|one|another|first|last|newest) emails?\b(?! (address|provider|template|server))/i

/** Longer sentences are read twice. */
const MOST_WORDS = 20

const filesIn = (folder: string, ending: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => join(folder, file))

interface Text {
  file: string
  text: string
}

function nodesOf(file: string): ts.Node[] {
  const nodes: ts.Node[] = []
  const visit = (node: ts.Node) => {
    nodes.push(node)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest))
  return nodes
}

/** A text as it is written, with `…` for everything that is filled in; undefined if the node is something else. */
function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text
  if (ts.isTemplateExpression(node)) {
    return [node.head.text, ...node.templateSpans.map(({ literal }) => `…${literal.text}`)].join('')
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [textOf(node.left), textOf(node.right)]
    return left === undefined && right === undefined ? undefined : `${left ?? '…'}${right ?? '…'}`
  }
  // Hints are in pieces: texts, and the next steps between them.
  if (ts.isArrayLiteralExpression(node) && node.elements.some(isStep)) {
    return node.elements.map((element) => textOf(element) ?? '…').join('')
  }
  return undefined
}

function isStep(node: ts.Node): boolean {
  return (
    ts.isObjectLiteralExpression(node) &&
    node.properties.some(({ name }) => name !== undefined && ts.isIdentifier(name) && name.text === 'do')
  )
}

/** Languages other than English are for those who speak them. */
const sources = [...filesIn('scripts', '.ts'), ...filesIn('actions', '.ts')].filter(
  (file) => !file.includes('/languages') || file.endsWith('languages/en.ts'),
)

/** What a person may read: every text of some words in the sources, so all errors and hints, and the help. */
const printed: Text[] = sources.flatMap((file) =>
  nodesOf(file)
    .map((node) => textOf(node) ?? '')
    .filter((text) => /[a-z]+ [a-z]+ /i.test(text) && !/<\w+[ >]|\{%|\{\{|[;{]\s*\n/.test(text))
    .map((text) => ({ file, text })),
)
for (const name of Object.keys(commands)) {
  const help = await helpAbout(name.split(' '))
  for (const text of help.split('\n')) printed.push({ file: `help ${name}`, text })
}

const wordsOf = (sentence: string) => sentence.split(/\s+/).filter((word) => /[\w…]/.test(word))
/** Lists of names, scopes and exit codes are not sentences. */
const sentencesOf = (text: string) =>
  text.split(/[.!?]["”)]*\s|\n/).filter((part) => !/(,[^,]*){6}|\w+:\w+ \w+:\w+|^Exit codes:/.test(part))

const testFiles = ['.ts', '.mjs', '.cjs']
  .flatMap((ending) => filesIn('test', ending))
  .filter((file) => !/node_modules|\/version-0\.1\/|unit\/voice\.test\.ts$/.test(file))

/** What describes a test: its title, or the first text of a row that becomes a part of it. */
function titlesIn(file: string): Text[] {
  const titles = nodesOf(file).flatMap((node) => {
    if (!ts.isCallExpression(node) || !/^(it|describe)$/.test(rootOf(node))) return []
    const [first] = node.arguments
    if (first === undefined) return []
    if (!ts.isArrayLiteralExpression(first)) return [textOf(first)]
    return first.elements.map((row) => textOf(ts.isArrayLiteralExpression(row) ? (row.elements[0] ?? row) : row))
  })
  return titles.flatMap((text) => (text === undefined ? [] : [{ file, text }]))
}

/** `it` of `it.each(rows)(title)`. */
function rootOf(node: ts.Node): string {
  if (ts.isCallExpression(node) || ts.isPropertyAccessExpression(node)) return rootOf(node.expression)
  return ts.isIdentifier(node) ? node.text : ''
}

function commentsIn(file: string): Text[] {
  const comments = readFileSync(file, 'utf8').matchAll(/^\s*(?:\/\/|\/\*\*?|\*) (.*)$|[^:'"`]\/\/ (.*)$/gm)
  return [...comments].map(([, whole, trailing]) => ({ file, text: whole ?? trailing ?? '' }))
}

describe('what a person reads', () => {
  it.each(Object.entries({ ...gone, ...goneFromPrint }))('says “%s”', (_, word) => {
    expect(printed.filter(({ text }) => word.test(text))).toEqual([])
  })

  it('says “mail”; only invitees read “email”', () => {
    const others = printed.filter(({ file }) => !file.includes('/languages/'))
    expect(others.filter(({ text }) => emailThatIsSent.test(text))).toEqual([])
  })

  it(`has no sentence of more than ${MOST_WORDS} words`, () => {
    const long = printed.flatMap(({ file, text }) =>
      sentencesOf(text)
        .filter((sentence) => wordsOf(sentence).length > MOST_WORDS)
        .map((sentence) => `${file}: ${sentence}`),
    )
    expect(long).toEqual([])
  })
})

describe('titles of tests, and comments', () => {
  const titles = testFiles.filter((file) => file.endsWith('.test.ts')).flatMap(titlesIn)
  const texts = [...titles, ...[...sources, ...testFiles].flatMap(commentsIn)]

  it.each(Object.entries(gone))('say “%s”', (_, word) => {
    expect(texts.filter(({ text }) => word.test(text))).toEqual([])
  })

  it('have a person or a thing as their subject, not a clause', () => {
    const clause = /\b(of|to|by|for|with|lets in|mails|stops|refuses|leaves) whom? (is|was|has|had|came|comes)\b/i
    expect(texts.filter(({ text }) => clause.test(text))).toEqual([])
  })
})
