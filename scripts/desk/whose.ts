import { isUserId } from '../ground/ids.ts'
import type { Whose } from './deeds.ts'

/** One account as the value of a checkbox: its id, a space, its address. */
export function whoseValue({ user_id, email }: Whose): string {
  return `${user_id} ${email}`
}

/** @returns undefined for anything that our pages do not write */
function whoseIn(value: string): Whose | undefined {
  const at = value.lastIndexOf(' ')
  const [user_id, email] = [value.slice(0, at), value.slice(at + 1)]
  return at > 0 && isUserId(user_id) && email !== '' ? { user_id, email } : undefined
}

/** The accounts in these values, without repeats. */
export function allWhoseIn(values: readonly string[]): Whose[] {
  const all = values.flatMap((value) => whoseIn(value) ?? [])
  return [...new Map(all.map((whose) => [whose.user_id, whose])).values()]
}
