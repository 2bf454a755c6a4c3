/** The compatibility table: what must hold between model, voice, transcriber, turn detection and the rest before a call is tried. */

import type { UserChoice } from '../../shared/user-choice.ts'
import { didYouMean } from '../text/nearest.ts'
import { findModel, models } from '../voicelive/models.ts'
import { takesAudio } from './models.ts'
import { audioInputNotes, audioInputRules } from './rules/audio-input.ts'
import { modelRules } from './rules/model.ts'
import { pageNotes, pageRules } from './rules/page.ts'
import { toolRules } from './rules/tools.ts'
import { versionNotes, versionRules } from './rules/versions.ts'
import { voiceNotes, voiceRules } from './rules/voice.ts'
import { type Rule, row, type Setup } from './setup.ts'
import { applyChoice } from './user-choice.ts'

/** Models come faster than releases of this server, so a strange name stops nothing. */
const strangeModel = row('The model is one that the service hosts.', 'docs', ({ profile, family, nameOf }) => {
  const { model, byom } = profile
  if (model === undefined || byom !== undefined || findModel(model)) return undefined
  const hosted = models.filter((one) => one.hosted).map(({ name }) => name)
  const hint = didYouMean(model, hosted, '')
  return `${nameOf('model')} is ${model}, which is not known here${hint === '' ? '.' : `; ${hint}`} It is taken as a model that ${takesAudio(family) ? 'hears' : 'reads'}.`
})

/** A breach stops the start. */
export const rules: readonly Rule[] = [
  ...modelRules,
  ...voiceRules,
  ...audioInputRules,
  ...toolRules,
  ...pageRules,
  ...versionRules,
]

/** A breach is only told. */
export const noteRules: readonly Rule[] = [
  strangeModel,
  ...voiceNotes,
  ...audioInputNotes,
  ...pageNotes,
  ...versionNotes,
]

/** One sentence for each thing that cannot work, also for what a user could choose. */
export function findProblems(setup: Setup): readonly string[] {
  const problems = breachesOf(rules, setup)
  const known = new Set(problems)
  const later = choicesOf(setup).flatMap(([path, choice]) =>
    breachesOf(rules, choose(setup, choice))
      .filter((sentence) => !known.has(sentence))
      .map((sentence) => `${path}: ${sentence}`),
  )
  return [...problems, ...later]
}

export const findNotes = (setup: Setup): readonly string[] => breachesOf(noteRules, setup)

const breachesOf = (table: readonly Rule[], setup: Setup): string[] => table.flatMap((rule) => rule.breaches(setup))

/** Every single choice; what two of them do together follows from the rules about each. */
function choicesOf({ profile }: Setup): [string, UserChoice][] {
  return Object.entries(profile.talker_may_change ?? {}).flatMap(([setting, options]) =>
    Object.keys(options ?? {}).map((label): [string, UserChoice] => [
      `talker_may_change.${setting}.${label}`,
      { [setting]: label },
    ]),
  )
}

function choose(setup: Setup, choice: UserChoice): Setup {
  const session = applyChoice(setup.session, setup.profile.talker_may_change ?? {}, choice, setup.profile.model)
  const voice = typeof session.voice === 'object' ? session.voice : setup.voice
  return { ...setup, session, voice }
}
