/** Who thinks: the models of the service sorted into families, for a family decides what goes with what. */

/**
 * Families (protocol reference 7.1). All but `cascaded` and `agent` hear audio themselves; those two read what Azure Speech wrote
 * down, and Azure Speech speaks for them.
 */
export type Family = 'gpt-realtime' | 'azure-realtime' | 'phi-realtime' | 'cascaded' | 'agent'

/** Models that need no deployment, and those of older docs (protocol reference 7.1). The service may know more. */
export const knownModels: readonly string[] = [
  ...['gpt-realtime-2.1', 'gpt-realtime-2.1-datazone', 'gpt-realtime-2.1-mini', 'gpt-realtime-1.5'],
  ...['gpt-realtime-1.5-datazone', 'gpt-realtime', 'gpt-realtime-datazone', 'gpt-realtime-mini'],
  ...['gpt-4o-realtime-preview', 'gpt-4o-mini-realtime-preview', 'azure-realtime', 'phi4-mm-realtime', 'phi4-mini'],
  ...['gpt-4o', 'gpt-4o-mini', 'gpt-4.1', 'gpt-4.1-mini', 'gpt-4.1-nano', 'gpt-5', 'gpt-5-chat', 'gpt-5-mini'],
  ...['gpt-5-nano', 'gpt-5.1', 'gpt-5.2', 'gpt-5.4', 'gpt-5.6-terra', 'gpt-5.6-luna'],
]

/** Supported, but only as a deployment of one's own (protocol reference 7.1). */
export const byomOnlyModels: readonly string[] = ['gpt-5.5', 'gpt-5.4-mini', 'gpt-5.4-nano']

/** With `byom` the model is the name of a deployment, which says nothing: the profile tells the family. */
export function familyOf(model: string, byom: string | undefined): Family {
  if (byom === 'byom-azure-openai-realtime') return 'gpt-realtime'
  if (byom !== undefined) return 'cascaded'
  if (/^gpt-(4o-)?(mini-)?realtime/.test(model)) return 'gpt-realtime'
  if (model === 'azure-realtime') return 'azure-realtime'
  return /^phi.*realtime/.test(model) ? 'phi-realtime' : 'cascaded'
}

export const hearsAudio = (family: Family): boolean => family !== 'cascaded' && family !== 'agent'
