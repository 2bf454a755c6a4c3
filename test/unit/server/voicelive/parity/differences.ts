/** Exists as the list of every deliberate difference between our schemas and the SDK 1.1.0, each with its reason. */
import sdk from '../../../../fixtures/voice-live-events.json' with { type: 'json' }

/** Difference, as `compare.ts` words it -> why it is there. */
type Reasons = Record<string, string>

const all = (names: readonly string[], word: (name: string) => string, reason: string): Reasons =>
  Object.fromEntries(names.map((name) => [word(name), reason]))

const vads = ['ServerVad', 'AzureSemanticVad', 'AzureSemanticVadEn', 'AzureSemanticVadMultilingual']
const clearable = [
  'animation',
  'avatar',
  'include',
  'input_audio_echo_cancellation',
  'input_audio_noise_reduction',
  'input_audio_transcription',
  'interim_response',
  'output_audio_timestamp_types',
  'turn_detection',
]
const undocumented = [
  'speech_duration_assistant_speaking_ms',
  'neg_threshold',
  'window_size',
  'distinct_ci_phones',
  'require_vowel',
  'require_vowel_assistant_speaking',
]
const inBase = "abstract base of the SDK; a kind that we do not know reads `unknown` on the service's side"
const documented = 'in the docs, not in the SDK'
const seen = 'echoed by the service in a recorded session, undocumented'
const telephony = 'in the swagger of 2026-07-31-preview only'
const noModel = 'documented or seen, without a model in the SDK'
const byRole = 'the messages of all roles are one schema: they differ in nothing but the role'

/** Base model of the SDK -> the unions that hold it. */
const bases = {
  AzureVoice: ['Voice', 'AzureVoiceUnion'],
  TurnDetection: ['TurnDetectionUnion'],
  EouDetection: ['EouDetectionUnion'],
  Tool: ['ToolUnion'],
  ToolChoiceSelection: ['ToolChoice', 'ToolChoiceSelectionUnion'],
  MessageContentPart: ['MessageContentPartUnion'],
  ConversationRequestItem: ['ConversationRequestItemUnion'],
  ContentPart: ['ContentPartUnion'],
  ResponseItem: ['ResponseItemUnion'],
  ResponseStatusDetails: ['ResponseStatusDetailsUnion'],
}

export const modelReasons: Reasons = {
  ...all(Object.keys(bases), (base) => `${base}: only in the SDK`, inBase),
  ...Object.assign(
    {},
    ...Object.entries(bases).map(([base, unions]) =>
      all(unions, (union) => `${union}: only in the SDK: ${base}`, inBase),
    ),
  ),
  ...all(clearable, (field) => `RequestSession.${field}: null in ours`, 'null clears the field in a patch'),
  ...all(clearable, (field) => `ResponseSession.${field}: null in ours`, 'null is what the service prints when unset'),
  ...all(['RequestSession', 'ResponseSession'], (name) => `${name}.parallel_tool_calls: only ours`, documented),
  'ResponseSession.object: only ours': seen,
  'ResponseSession.truncation_strategy: only ours': seen,
  'ResponseSession.expires_at: another type than Date': 'unix seconds on the wire; the SDK makes a Date of them',
  ...all(vads, (vad) => `${vad}.appended_text_after_truncation: only ours`, seen),
  ...all(vads, (vad) => `${vad}.idle_timeout_ms: only ours`, seen),
  ...all(vads, (vad) => `${vad}.end_of_utterance_detection: null in ours`, 'null clears it; seen as null in an echo'),
  'ServerVad.speech_duration_ms: only ours': documented,
  ...Object.assign({}, ...vads.slice(1).map((vad) => all(undocumented, (field) => `${vad}.${field}: only ours`, seen))),
  ...Object.assign(
    {},
    ...['', 'En', 'Multilingual'].map((kind) =>
      all(
        ['threshold', 'timeout'],
        (field) => `AzureSemanticDetection${kind}.${field}: only ours`,
        'of the first preview, still sent by public clients',
      ),
    ),
  ),
  ...all(['"none"', '"semantic_vad"'], (type) => `TurnDetectionUnion: only ours: ${type}`, documented),
  ...all(['"none"', '"semantic_vad"'], (type) => `TurnDetectionType: only ours: ${type}`, documented),
  'EouDetectionUnion: only ours: "smart_end_of_turn_detection"': 'in the docs of 2026-06-01-preview',
  'AudioInputTranscriptionOptions.prompt: only ours': documented,
  'AudioNoiseReduction.type: another type than string': 'the docs list three values',
  ...all(
    ['"openai"', '"azure-realtime-native"'],
    (type) => `AzureVoiceUnion: only ours: ${type}`,
    'all voice objects are one union',
  ),
  ...all(
    ['"openai"', '"azure-realtime-native"'],
    (type) => `AzureVoiceType: only ours: ${type}`,
    'all voice objects are one union',
  ),
  'ToolUnion: only ours: "foundry_agent"': documented,
  'ToolType: only ours: "foundry_agent"': documented,
  'SystemMessageItem.role: another type than "system"': byRole,
  'UserMessageItem.role: another type than "user"': byRole,
  ...all(
    ['ConversationRequestItemUnion', 'MessageItemUnion'],
    (union) => `${union}: only in the SDK: AssistantMessageItem`,
    byRole,
  ),
  'MessageContentPartUnion: only ours: "input_image"': 'the SDK has the part in answers only; the docs put it in',
  ...all(
    ['animation', 'conversation', 'max_response_output_tokens'],
    (field) => `ResponseCreateParams.${field}: only ours`,
    documented,
  ),
  'ResponseCreateParams.tool_choice: another type than string':
    'the SDK tells of an object in words, and the docs have it',
  'ResponseFailedDetails.error: another type than any': 'a failed answer was seen with an error object',
  'VoiceLiveErrorDetails.type: required in ours':
    "one schema for both errors; on the service's side nothing is required",
}

export const clientReasons: Reasons = {
  'conversation.item.create.item: required in ours': 'the event means nothing without it',
  ...all(
    ['rtc.call.sdp.create', 'transcription_session.update', 'byom_credential.update'],
    (type) => `${type}: only ours`,
    noModel,
  ),
}

const indexed = sdk.serverEvents.flatMap((event) =>
  event.fields
    .filter((field) => field.required && /^(output|content|annotation)_index$/.test(field.name))
    .map((field) => `${event.type}.${field.name}`),
)
const searches = ['web_search_call', 'file_search_call'].flatMap((tool) =>
  ['searching', 'in_progress', 'completed'].map((step) => `response.${tool}.${step}`),
)

export const serverReasons: Reasons = {
  ...all(indexed, (field) => `${field}: optional in ours`, "the docs' samples of done events omit indexes: 0 then"),
  ...all(searches, (type) => `${type}.sequence_number: optional in ours`, 'nothing depends on it'),
  'response.function_call_arguments.done.name: optional in ours': "missing in the docs' sample",
  'response.audio_transcript.annotation.added.annotation: optional in ours': 'nothing depends on it',
  'response.audio_timestamp.delta.timestamp_type: optional in ours': 'nothing depends on it',
  'response.audio_timestamp.delta.timestamp_type: another type than "word"': 'an open enum',
  ...all(
    sdk.notModelledInSdk.server.map((event) => event.type),
    (type) => `${type}: only ours`,
    noModel,
  ),
  ...all(
    ['incoming', 'connected', 'disconnected', 'failed', 'transfer.succeeded', 'transfer.failed'],
    (step) => `realtime.call.${step}: only ours`,
    telephony,
  ),
}

/** Names of client events that the SDK lists and we do not have. */
export const clientNamesLeftOut: Reasons = {
  mcp_approval_response: 'a name in an enum of the SDK; on the wire it is an item inside conversation.item.create',
}
