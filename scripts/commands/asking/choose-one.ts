import { InvitationsError, type ErrorCode } from '../../ground/errors.ts'
import type { Call } from '../command.ts'
import { answerTo } from './answer.ts'
import { didYouMean } from '../../ground/did-you-mean.ts'

/** One of several things, chosen by number, name or id. */
export interface Choice {
  id: string
  name: string
}

/** What to choose, and how to talk about it. */
interface ChooseOne {
  flag: string
  /** The flag and its value, like `--app <client id>`. */
  usage: string
  /** What to call one of them, like "app that people sign in to". */
  what: string
  choices: readonly Choice[]
  /** The id of the default, which Enter alone chooses. */
  otherwise?: string | undefined
  /** Error code for an answer that matches none of them. */
  code: ErrorCode
}

/** The one that the flag or the person at the terminal names. If there is only one, nobody is asked. */
export async function chooseOne(call: Call, { what, choices, code, otherwise, ...rest }: ChooseOne): Promise<Choice> {
  const [only] = choices
  const isGiven = call.flags[rest.flag] !== undefined
  if (!isGiven && only !== undefined && choices.length === 1) {
    call.output.say(`The ${what}: ${told(only)}, the only one.`)
    return only
  }
  const preset = choices.findIndex(({ id }) => id === otherwise)
  const kept = choices[preset]
  if (!isGiven && kept !== undefined && (call.askText === undefined || call.flags['yes'] === true)) {
    call.output.say(`The ${what}: ${told(kept)}.`)
    return kept
  }
  const chosen = await answerTo(call, {
    ...rest,
    question: `Which one? A number from 1 to ${choices.length}, or its name`,
    above: [`The ${what}:`, ...choices.map((one, index) => `  ${index + 1}  ${told(one)}`)],
    ...(preset !== -1 && { otherwise: String(preset + 1) }),
    read: (given) => {
      const named = choices.filter(({ id, name }) => id === given || name === given)
      const byNumber = isGiven ? undefined : choices[Number(given) - 1]
      if (named.length > 1) throw wrong(code, `Several are called "${given}".`, choices)
      const found = named[0] ?? byNumber
      const names = choices.map(({ name }) => name)
      if (found === undefined) throw wrong(code, `There is no ${what} "${given}".${didYouMean(given, names)}`, choices)
      return found
    },
  })
  call.output.say(`The ${what}: ${told(chosen)}.`)
  return chosen
}

function told({ id, name }: Choice): string {
  return id === name ? name : `${name} (${id})`
}

function wrong(code: ErrorCode, message: string, choices: readonly Choice[]): InvitationsError {
  return new InvitationsError(code, message, { hint: `There are: ${choices.map(told).join(', ')}.` })
}
