/** The models of the service, for agent, relay and emulator alike: who hears, who reasons, and where each fact comes from. */

/**
 * Families (protocol reference 7.1). All but `cascaded` hear audio themselves; those read what Azure Speech wrote down, and Azure Speech
 * speaks for them.
 */
export type ModelFamily = 'gpt-realtime' | 'azure-realtime' | 'phi-realtime' | 'cascaded'

/** What is not known of a model is left out, and nothing is refused for it. */
export type Model = Readonly<{
  name: string
  family: ModelFamily
  /** whether the service hosts it; the others work only as a deployment of one's own */
  hosted: boolean
  /** takes `reasoning_effort` and no `temperature`, or the other way round */
  reasons?: boolean
  /** takes `parallel_tool_calls: true` */
  parallelTools?: boolean
  source: string
}>

const overview = 'docs: Voice Live overview of 29 Sep 2026'
const older = 'docs: earlier overviews and quickstarts'
const pydantic = 'pydantic-ai 2.68, which says that it was verified live'

const of = (names: readonly string[], rest: Omit<Model, 'name'>): readonly Model[] =>
  names.map((name) => ({ name, ...rest }))

export const models: readonly Model[] = [
  ...of(['gpt-realtime', 'gpt-realtime-mini', 'gpt-realtime-1.5'], {
    family: 'gpt-realtime',
    hosted: true,
    reasons: false,
    parallelTools: false,
    source: `${overview}; refuses parallel_tool_calls: ${pydantic}`,
  }),
  ...of(['gpt-realtime-datazone', 'gpt-realtime-1.5-datazone', 'gpt-realtime-2.1', 'gpt-realtime-2.1-datazone'], {
    family: 'gpt-realtime',
    hosted: true,
    source: overview,
  }),
  ...of(['gpt-realtime-2.1-mini'], { family: 'gpt-realtime', hosted: true, source: overview }),
  ...of(['gpt-realtime-2'], { family: 'gpt-realtime', hosted: true, source: 'recorded in Sep 2026' }),
  ...of(['gpt-4o-realtime-preview', 'gpt-4o-mini-realtime-preview', 'gpt-4o-realtime', 'gpt-4o-mini-realtime'], {
    family: 'gpt-realtime',
    hosted: true,
    reasons: false,
    source: older,
  }),
  ...of(['azure-realtime'], { family: 'azure-realtime', hosted: true, reasons: false, source: overview }),
  ...of(['phi4-mm-realtime'], { family: 'phi-realtime', hosted: true, reasons: false, source: overview }),
  ...of(['phi4-mini'], { family: 'cascaded', hosted: true, reasons: false, source: older }),
  ...of(['gpt-4o', 'gpt-4o-mini', 'gpt-4.1', 'gpt-4.1-mini', 'gpt-4.1-nano'], {
    family: 'cascaded',
    hosted: true,
    reasons: false,
    source: `${overview}; fails with reasoning_effort: ${pydantic}`,
  }),
  ...of(['gpt-5', 'gpt-5-mini', 'gpt-5-nano', 'gpt-5.1', 'gpt-5.2', 'gpt-5.4'], {
    family: 'cascaded',
    hosted: true,
    reasons: true,
    source: `${overview}; fails with temperature: ${pydantic}`,
  }),
  ...of(['gpt-5-chat', 'gpt-5.6-terra', 'gpt-5.6-luna'], { family: 'cascaded', hosted: true, source: overview }),
  ...of(['gpt-5.5', 'gpt-5.4-mini', 'gpt-5.4-nano'], { family: 'cascaded', hosted: false, source: overview }),
]

const byName = new Map(models.map((model) => [model.name, model]))

/** Undefined for a model that is newer than this table. */
export const findModel = (name: string): Model | undefined => byName.get(name)

/** With `byom` the model is the name of a deployment, which says nothing: how it is called tells the family. */
export function familyOf(name: string, byom: string | undefined): ModelFamily {
  if (byom !== undefined) return byom === 'byom-azure-openai-realtime' ? 'gpt-realtime' : 'cascaded'
  const known = findModel(name)
  if (known) return known.family
  // What comes next will be named as what there is.
  if (/^gpt-.*realtime/.test(name)) return 'gpt-realtime'
  return /^phi.*realtime/.test(name) ? 'phi-realtime' : 'cascaded'
}
