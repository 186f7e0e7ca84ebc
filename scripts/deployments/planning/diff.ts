import { structuredPatch } from 'diff'

/** Lines around a change that stay the same. */
const CONTEXT_LINES = 2

/** What changes between two texts, line by line as `diff -u` has it, without file names; empty when nothing does. */
export function diffLines(before: string, after: string): string {
  const { hunks } = structuredPatch('', '', readable(before), readable(after), '', '', { context: CONTEXT_LINES })
  return hunks
    .flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
      `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
      ...lines.filter((line) => !line.startsWith('\\')),
    ])
    .join('\n')
}

/** Terminals and tables get neither tabs nor carriage returns. */
function readable(text: string): string {
  return text.replace(/\t/g, '  ').replace(/\r/g, '')
}
