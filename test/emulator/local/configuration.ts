import { deserialize, serialize } from 'node:v8'
import { empty, json } from '../http/answers.ts'
import { bodyText, type Call } from '../http/endpoint.ts'
import type { State } from '../state.ts'

/** What a deploy writes, as far as it does not depend on this one tenant. */
type Configuration = Pick<State, 'emailTemplates' | 'actions' | 'bindings' | 'customText'>

/** The configuration as text that only a tenant reads; it contains the values of secrets. */
export function readConfiguration({ tenant }: Call): Response {
  const { emailTemplates, actions, bindings, customText } = tenant.state
  const configuration: Configuration = { emailTemplates, actions, bindings, customText }
  return json(200, { configuration: serialize(configuration).toString('base64') })
}

/** Takes over the configuration of another tenant of this version, as if it had been deployed here a while ago. */
export function takeConfiguration(call: Call): Response {
  const configuration = deserialize(Buffer.from(bodyText(call, 'configuration'), 'base64')) as Configuration
  for (const action of configuration.actions.values()) Object.assign(action, { builtAtMs: 0, packages: 'there' })
  Object.assign(call.tenant.state, configuration)
  return empty(204)
}
