import { InvitationsError } from '../../ground/errors.ts'
import { text, type Call } from '../command.ts'

/** Something that a flag or somebody at the terminal answers. */
export interface Question<Answer> {
  /** The flag that answers it. */
  flag: string
  /** How to write the flag when nobody can be asked, like `--app <client id>`. */
  usage: string
  /** The prompt at the terminal. */
  question: string
  /** Lines above the prompt, shown each time it is asked. */
  above?: readonly string[]
  /** The answer that Enter alone stands for. */
  otherwise?: string | undefined
  hidden?: boolean
  /**
   * Reads an answer from what was typed or what the flag says.
   * @throws InvitationsError with what is wrong; at the terminal it is shown and the question asked again
   */
  read: (given: string) => Answer | Promise<Answer>
}

/**
 * The flag's answer, or else that of the person at the terminal, who is asked until it is valid.
 * @throws InvitationsError what is wrong with a flag; `usage` if nobody can be asked; `interrupted`
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

/** @param flags that would have answered the question */
function notAnswered(flags: readonly string[]): InvitationsError {
  return new InvitationsError(
    'usage',
    `Nobody can answer here: there is no terminal. Nothing was done. Give ${flags.join(', ')}.`,
    { hint: [{ do: 'help', with: 'init' }] },
  )
}
