import type { Stage } from '../stage.ts'
import { story, type Story } from '../story.ts'
import { unknowns, type Unknown, type ValueOf } from '../unknowns.ts'

/**
 * A story that finds out what Auth0 leaves undocumented. Its one check has the name of the switch and settles its value.
 * @param about what is tried, as a clause
 * @param find @throws NotHere if this tenant cannot show it
 */
export function settle<Name extends Unknown>(
  name: Name,
  about: string,
  find: (stage: Stage) => Promise<ValueOf<Name>>,
): Story {
  return story({
    name,
    settles: true,
    checks: { [name]: { about: `${about}: ${unknowns[name].join(' or ')}`, source: 'test/emulator/assumptions.ts' } },
    play: async (stage, look) => {
      await look(name, () => find(stage))
    },
  })
}
