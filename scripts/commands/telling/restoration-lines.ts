import type { RestorationPlan } from '../../deployments/index.ts'
import type { Output } from './output.ts'

/** Prints what is restored or removed, and what is not. */
export function printRestoration(output: Output, { steps, left }: RestorationPlan): void {
  for (const { kind, change } of steps) {
    output.say(`  ${kind === 'delete' || kind === 'template_off' ? '-' : '~'} ${change}`)
    output.record({ type: 'change', action: kind, change })
  }
  for (const reason of left) {
    output.say(`  ! ${reason}`)
    output.record({ type: 'left', reason })
  }
}
