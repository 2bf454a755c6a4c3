/** Who thinks: a model of the service, or a Foundry agent, because that decides what goes with what. */

import { familyOf, findModel, type Model, type ModelFamily } from '../voicelive/models.ts'
import type { AgentProfile } from './schema.ts'

/** A Foundry agent reads what Azure Speech wrote down, as cascaded models do. */
export type Family = ModelFamily | 'agent'

export const familyOfProfile = ({ agent, model, byom }: AgentProfile): Family =>
  agent ? 'agent' : familyOf(model ?? '', byom)

/** What the table says of it; nothing is known of a deployment, nor of the model of an agent. */
export const modelOf = ({ agent, model, byom }: AgentProfile): Model | undefined =>
  agent || byom !== undefined ? undefined : findModel(model ?? '')

export const takesAudio = (family: Family): boolean => family !== 'cascaded' && family !== 'agent'
