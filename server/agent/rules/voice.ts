/** Rules about how the agent speaks: which voices go with which models, and what only some voices can do. */

import { nativeVoiceName, openAiVoiceName } from '../../voicelive/voice.ts'
import { takesAudio } from '../models.ts'
import { type Rule, row } from '../setup.ts'
import { isAzureVoice, nameOfVoice } from '../voices.ts'

/** `en-US-AvaNeural`, `en-US-Ava:DragonHDLatestNeural`, `zh-CN-liaoning-XiaobeiNeural`. */
const azureName = /^[a-z]{2,3}-[A-Za-z]{2,4}(-\w+)*-\w+(:[\w.-]+)?$/i

const isHd = (name: string): boolean => name.includes(':')

export const voiceRules: readonly Rule[] = [
  row('OpenAI voices go with gpt-realtime models.', 'docs', ({ voice, family, nameOf, answerer }) =>
    voice.type === 'openai' && family !== 'gpt-realtime'
      ? `${nameOf('session.voice')} is the OpenAI voice ${voice.name}, which ${answerer} cannot speak with; choose ${
          family === 'azure-realtime' ? 'a native voice such as ava' : 'an Azure voice such as en-US-AvaNeural'
        }.`
      : undefined,
  ),
  row('azure-realtime speaks with native voices only.', 'docs', ({ voice, family, nameOf }) =>
    family === 'azure-realtime' && isAzureVoice(voice)
      ? `${nameOf('session.voice')} is ${nameOfVoice(voice)}, but azure-realtime speaks with its native voices only; choose one of ${nativeVoiceName.options.join(', ')}.`
      : undefined,
  ),
  row('Native voices go with azure-realtime.', 'docs', ({ voice, family, nameOf, answerer }) =>
    voice.type === 'azure-realtime-native' && family !== 'azure-realtime'
      ? `${nameOf('session.voice')} is the native voice ${voice.name}, which only azure-realtime has; choose an Azure voice for ${answerer}, such as en-US-AvaNeural.`
      : undefined,
  ),
  row('The name of an Azure voice begins with its locale.', 'docs', ({ voice, nameOf }) => {
    if (voice.type !== 'azure-standard' || azureName.test(voice.name)) return undefined
    const name = voice.name.toLowerCase()
    if (openAiVoiceName.safeParse(name).success)
      return `${nameOf('session.voice')} is ${voice.name}, which is an OpenAI voice; set its type to openai.`
    if (nativeVoiceName.safeParse(name).success)
      return `${nameOf('session.voice')} is ${voice.name}, which is a native voice of azure-realtime; choose that model, or an Azure voice such as en-US-AvaNeural.`
    return `${nameOf('session.voice')} is ${voice.name}, which is no name of a voice; write it as in en-US-AvaNeural, or alloy for an OpenAI voice.`
  }),
  row('Word times come with Azure voices.', 'docs', ({ session, voice, nameOf }) =>
    (session.output_audio_timestamp_types ?? []).length > 0 && !isAzureVoice(voice)
      ? `${nameOf('session.output_audio_timestamp_types')} needs an Azure voice, and ${nameOfVoice(voice)} is none; remove it, or choose a voice such as en-US-AvaNeural.`
      : undefined,
  ),
  row('A greeting is text or instructions, one of the two.', 'docs', ({ profile: { greeting } }) =>
    greeting && (greeting.text === undefined) === (greeting.instructions === undefined)
      ? 'greeting needs text, which is spoken as it is, or instructions, which the model follows: one of the two.'
      : undefined,
  ),
  row('A greeting text needs an Azure voice.', 'seen', ({ profile, voice }) =>
    profile.greeting?.text !== undefined && !isAzureVoice(voice)
      ? `greeting.text is read out by Azure voices only, and ${nameOfVoice(voice)} is none; use greeting.instructions, or choose a voice such as en-US-AvaNeural.`
      : undefined,
  ),
  row('A Foundry agent takes no instructions for its greeting.', 'seen', ({ profile, family, answerer }) =>
    profile.greeting?.instructions !== undefined && family === 'agent'
      ? `greeting.instructions cannot be given to ${answerer}; use greeting.text.`
      : undefined,
  ),
  row(
    'Interim responses need a model that reads, or a Foundry agent.',
    'docs',
    ({ session, family, nameOf, answerer }) =>
      session.interim_response && takesAudio(family)
        ? `${nameOf('session.interim_response')} needs a model that reads what was said, and ${answerer} hears it; remove it, or choose a model such as gpt-4.1.`
        : undefined,
  ),
  row('Static interim responses need texts.', 'docs', ({ session: { interim_response: interim }, nameOf }) =>
    interim?.type === 'static_interim_response' && (interim.texts ?? []).length === 0
      ? `${nameOf('session.interim_response')} has no texts, so nothing would be said; add some.`
      : undefined,
  ),
  row('The voice of an avatar needs an avatar.', 'docs', ({ voice, nameOf }) =>
    voice.type === 'avatar-voice-sync'
      ? `${nameOf('session.voice')} belongs to an avatar, and the page shows none; choose an Azure voice such as en-US-AvaNeural.`
      : undefined,
  ),
]

/** What SSML takes for `prosody`, and an example. */
const prosody = {
  rate: [/^(x-slow|slow|medium|fast|x-fast|default|[+-]?\d+(\.\d+)?%?)$/i, '+10%, 1.2 or slow'],
  pitch: [/^(x-low|low|medium|high|x-high|default|[+-]?\d+(\.\d+)?(hz|st|%)?)$/i, '+5%, -2st or low'],
  volume: [/^(silent|x-soft|soft|medium|loud|x-loud|default|[+-]?\d+(\.\d+)?(db|%)?)$/i, '+10%, 80 or soft'],
} as const

/** What is taken but does nothing, or is not certain. */
export const voiceNotes: readonly Rule[] = [
  {
    rule: 'Rate, pitch and volume are written as SSML has them.',
    source: 'docs',
    breaches: ({ profile, voice, nameOf }) => {
      const said = (['rate', 'pitch', 'volume'] as const).map(
        (option) =>
          [option, `${nameOf('session.voice')}.${option}`, isAzureVoice(voice) ? voice[option] : undefined] as const,
      )
      const offered = Object.entries(profile.talker_may_change?.rate ?? {}).map(
        ([label, value]) => ['rate', `talker_may_change.rate.${label}`, value] as const,
      )
      return [...said, ...offered].flatMap(([option, path, value]) => {
        const [form, example] = prosody[option]
        return value === undefined || form.test(value.trim())
          ? []
          : [`${path} is ${value}, which is no ${option} of SSML; write it as in ${example}.`]
      })
    },
  },
  row('The temperature of a voice acts on HD voices.', 'docs', ({ voice, nameOf }) =>
    voice.type === 'azure-standard' && voice.temperature !== undefined && !isHd(voice.name)
      ? `${nameOf('session.voice')}.temperature acts on HD voices only, and ${voice.name} is none; remove it, or choose one such as en-US-Ava:DragonHDLatestNeural.`
      : undefined,
  ),
  row('Personal voices have no style.', 'docs', ({ voice, nameOf }) =>
    voice.type === 'azure-personal' && voice.style !== undefined
      ? `${nameOf('session.voice')}.style does nothing for personal voices; remove it.`
      : undefined,
  ),
]
