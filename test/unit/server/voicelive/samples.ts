/**
 * Exists to keep what the service was seen to print, with values of our own: the shapes come from a recorded text session
 * (Azure/azure-sdk-for-net, samples/TelemetryValidation/csharp_traces.json, April 2026), two public Q&A threads and the how-to's samples.
 */

const voice = {
  name: 'en-US-AvaNeural',
  type: 'azure-standard',
  temperature: null,
  custom_lexicon_url: null,
  custom_text_normalization_url: null,
  prefer_locales: null,
  locale: null,
  style: null,
  pitch: null,
  rate: null,
  volume: null,
}

const session = {
  id: 'sess_a1',
  model: 'gpt-4o-2024-11-20',
  modalities: ['audio', 'text'],
  instructions: 'You are a test.',
  voice,
  input_audio_format: 'pcm16',
  output_audio_format: 'pcm16',
  input_audio_transcription: {
    model: 'azure-speech',
    language: null,
    prompt: null,
    custom_speech: null,
    phrase_list: null,
  },
  input_audio_noise_reduction: null,
  turn_detection: {
    type: 'server_vad',
    threshold: 0.5,
    prefix_padding_ms: 300,
    silence_duration_ms: 200,
    create_response: true,
    interrupt_response: true,
    idle_timeout_ms: null,
    speech_duration_ms: null,
    end_of_utterance_detection: null,
    auto_truncate: false,
    appended_text_after_truncation: null,
  },
  tools: [],
  tool_choice: 'auto',
  temperature: 0.8,
  max_response_output_tokens: 'inf',
  object: 'realtime.session',
  input_audio_sampling_rate: 24000,
  animation: null,
  input_audio_echo_cancellation: null,
  avatar: null,
  output_audio_timestamp_types: null,
  truncation_strategy: null,
  include: null,
}

const answer = {
  id: 'msg_b1',
  object: 'realtime.item',
  type: 'message',
  status: 'incomplete',
  role: 'assistant',
  content: [],
}

const finished = { ...answer, status: 'completed', content: [{ type: 'text', text: 'Nine.' }] }

const response = {
  object: 'realtime.response',
  id: 'resp_c1',
  status: 'in_progress',
  status_details: null,
  output: [],
  usage: null,
  conversation_id: '',
  modalities: ['text'],
  voice,
  output_audio_format: null,
  temperature: 0.8,
  max_output_tokens: null,
  metadata: null,
}

const part = { response_id: 'resp_c1', item_id: 'msg_b1', output_index: 0, content_index: 0 }

/** Name of the sample -> the event. */
export const samples: Record<string, { type: string } & Record<string, unknown>> = {
  'session.created': { event_id: 'event_1', type: 'session.created', session },
  'session.updated after a patch': {
    event_id: 'event_2',
    type: 'session.updated',
    session: { ...session, input_audio_transcription: { ...session.input_audio_transcription, language: '' } },
  },
  'session.updated of an avatar session': {
    event_id: 'event_3',
    type: 'session.updated',
    session: {
      ...session,
      avatar: { ice_servers: [{ urls: ['turn:relay.example:3478'], username: 'u', credential: 'c' }] },
    },
  },
  'user item created': {
    event_id: 'event_4',
    type: 'conversation.item.created',
    previous_item_id: '',
    item: {
      id: 'item_d1',
      object: 'realtime.item',
      type: 'message',
      status: 'completed',
      role: 'user',
      content: [{ type: 'input_text', text: 'Four and five?' }],
    },
  },
  'spoken user item created, not yet transcribed': {
    event_id: 'event_5',
    type: 'conversation.item.created',
    previous_item_id: null,
    item: {
      id: 'item_d2',
      type: 'message',
      status: 'completed',
      role: 'user',
      content: [{ type: 'input_audio', transcript: null }],
    },
  },
  'response.created': { event_id: 'event_6', type: 'response.created', response },
  'output item added': {
    event_id: 'event_7',
    type: 'response.output_item.added',
    response_id: 'resp_c1',
    output_index: 0,
    item: answer,
  },
  'the same item created': { event_id: 'event_8', type: 'conversation.item.created', item: answer },
  'content part added': {
    event_id: 'event_9',
    type: 'response.content_part.added',
    ...part,
    part: { type: 'text', text: '' },
  },
  'text delta': { event_id: 'event_10', type: 'response.text.delta', ...part, delta: 'Ni' },
  'output item done': {
    event_id: 'event_11',
    type: 'response.output_item.done',
    response_id: 'resp_c1',
    output_index: 0,
    item: finished,
  },
  'response done': {
    event_id: 'event_12',
    type: 'response.done',
    response: {
      ...response,
      status: 'completed',
      output: [finished],
      usage: {
        total_tokens: 19,
        input_tokens: 0,
        output_tokens: 19,
        input_token_details: {},
        output_token_details: {},
      },
    },
  },
  'response failed': {
    event_id: 'event_13',
    type: 'response.done',
    response: {
      ...response,
      status: 'failed',
      status_details: {
        type: 'failed',
        error: { type: 'invalid_request_error', code: 'message_creation_failed', message: 'Failed to create message' },
      },
    },
  },
  'error at connect': {
    event_id: 'event_14',
    type: 'error',
    error: {
      type: 'invalid_request_error',
      code: 'invalid_request_error',
      message: 'Missing required agent connection string or project name',
      param: null,
      event_id: null,
    },
  },
  'error without a type': { event_id: 'event_15', type: 'error', error: { message: 'Something', code: null } },
  'word timestamp': {
    event_id: 'event_16',
    type: 'response.audio_timestamp.delta',
    ...part,
    audio_offset_ms: 490,
    audio_duration_ms: 387,
    text: 'end',
    timestamp_type: 'word',
  },
  viseme: {
    event_id: 'event_17',
    type: 'response.animation_viseme.delta',
    ...part,
    audio_offset_ms: 455,
    viseme_id: 20,
  },
  'viseme done without indexes': {
    event_id: 'event_18',
    type: 'response.animation_viseme.done',
    response_id: 'resp_c1',
    item_id: 'msg_b1',
  },
}
