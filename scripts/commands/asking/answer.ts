import { InvitationsError } from '../../ground/errors.ts'
import { text, type Call } from '../command.ts'

/** Something that a flag says, or somebody at the terminal. */
export interface Question<Answer> {
  /** The flag that answers it. */
  flag: string
  /** What its flag is called where nobody can be asked, like `--app <client id>`. */
  usage: string
  /** As it stands at the terminal, before what is typed. */
  question: string
  /** Lines above it, each time it is asked. */
  above?: readonly string[]
  /** What Enter alone means. */
  otherwise?: string | undefined
  hidden?: boolean
  /**
   * Makes an answer of what was typed, or of what the flag says.
   * @throws InvitationsError with what is wrong; at the terminal it is said, and the question asked again
   */
  read: (given: string) => Answer | Promise<Answer>
}

/**
 * The answer of the flag, or else of the person at the terminal, who is asked until it is one.
 * @throws InvitationsError what is wrong with a flag; `usage` where nobody can be asked; `interrupted`
 */
export async function answerTo<Answer>(call: Call, question: Question<Answer>): Promise<Answer> {
  const given = text(call, question.flag)
  if (given !== undefined) return question.read(given)
  const { askText, output } = call
  if (askText === undefined) throw notAnswered([question.usage])
  const { above, hidden } = question
  const prompt = `${question.question}${question.otherwise === undefined ? '' : ` [${question.otherwise}]`}: `
  for (;;) {
    const typed = await askText(prompt, { ...(above && { above }), ...(hidden && { hidden }) })
    try {
      return await question.read(typed === '' && question.otherwise !== undefined ? question.otherwise : typed)
    } catch (failure) {
      if (!(failure instanceof InvitationsError) || failure.code === 'interrupted') throw failure
      output.again([failure.summary, ...failure.details, failure.hint].filter((line) => line !== ''))
    }
  }
}

/** @param flags that would have answered */
function notAnswered(flags: readonly string[]): InvitationsError {
  return new InvitationsError(
    'usage',
    `Nobody can answer here: there is no terminal. Nothing was done. Give ${flags.join(', ')}.`,
    { hint: [{ do: 'help', with: 'init' }] },
  )
}
