import { structuredPatch } from 'diff'

/** How many unchanged lines are shown around a change. */
const CONTEXT_LINES = 2

/** The difference between two texts in the format of `diff -u`, without file names; empty if they are the same. */
export function diffLines(before: string, after: string): string {
  const { hunks } = structuredPatch('', '', readable(before), readable(after), '', '', { context: CONTEXT_LINES })
  return hunks
    .flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
      `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
      ...lines.filter((line) => !line.startsWith('\\')),
    ])
    .join('\n')
}

/** Without tabs and carriage returns, which break terminals and tables. */
function readable(text: string): string {
  return text.replace(/\t/g, '  ').replace(/\r/g, '')
}
