/** What an agent profile is: the one JSON file that describes an agent. Its `session` is Voice Live's own, so that the docs can be copied. */

import * as z from 'zod'
import { LABEL_MAX_LENGTH, LABELS_MAX } from '../../shared/user-choice.ts'
import { requestSession } from '../voicelive/session.ts'
import { foundryAgentTool, mcpServer } from '../voicelive/tools.ts'
import { voice } from '../voicelive/voice.ts'

/** Text that says something, without what came along when it was pasted. */
const filled = z.string().trim().min(1)

/** A voice as Voice Live takes it, or the bare name of any voice. */
const voiceSetting = z.union([filled, voice.options[1]])

const settings = requestSession.shape

/** The fields of `session`, each as Voice Live has it. What is missing here is fixed by the page or named at the top. */
const sessionSettings = z.strictObject({
  instructions: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .describe('What the agent is and how it behaves: text, or lines of it. Not with a Foundry agent.'),
  voice: voiceSetting
    .optional()
    .describe(
      'How it speaks: an object of Voice Live, or the name of a voice. Default: en-US-AvaNeural, or the voice of the Foundry agent.',
    ),
  turn_detection: settings.turn_detection.describe(
    'How the service tells that the user began and ended a turn. Default: server_vad, 0.5, 300 ms, 500 ms.',
  ),
  input_audio_transcription: settings.input_audio_transcription.describe(
    'Who writes down what the user says, in which languages, with which phrases. Default: by the model.',
  ),
  input_audio_noise_reduction: settings.input_audio_noise_reduction.describe(
    'Cleans the microphone. Default: azure_deep_noise_suppression; null for none.',
  ),
  input_audio_echo_cancellation: settings.input_audio_echo_cancellation.describe(
    'Takes the agent out of the microphone, on the service, for browsers that leave some of it. Default: server_echo_cancellation; null for none.',
  ),
  output_audio_timestamp_types: settings.output_audio_timestamp_types.describe(
    'When each word is spoken. Default: ["word"] with Azure voices; null turns it off.',
  ),
  interim_response: settings.interim_response.describe('What is said while an answer takes long. Default: nothing.'),
  temperature: settings.temperature.describe(
    'How freely the model answers, 0 to 2. Not with a Foundry agent, nor a model that reasons.',
  ),
  max_response_output_tokens: settings.max_response_output_tokens.describe(
    'The longest answer in tokens, 1 to 4096, or "inf".',
  ),
  reasoning_effort: settings.reasoning_effort.describe('How long a reasoning model thinks.'),
  tool_choice: settings.tool_choice.describe('Whether the model may, must or must not call tools. Default: auto.'),
  parallel_tool_calls: settings.parallel_tool_calls.describe('Whether it may call several at once.'),
  include: settings.include.describe('Extras in the events of the service.'),
  metadata: settings.metadata.describe('Up to 16 pairs of text that end up in the logs of the service.'),
  modalities: settings.modalities.describe(
    'Both text and audio, only text (captions, cheaper), or only audio. Default: both.',
  ),
  input_audio_format: settings.input_audio_format.describe('pcm16, as the page sends; may be left out.'),
  input_audio_sampling_rate: settings.input_audio_sampling_rate.describe('24000, as the page sends; may be left out.'),
  output_audio_format: settings.output_audio_format.describe('pcm16, as the page plays; may be left out.'),
})

/** The query parameters of agent mode (protocol reference 1.3), but for the conversation to resume: that one belongs to a call. */
const foundryAgent = z.strictObject({
  name: filled.describe('Name of the agent in its project.'),
  project: filled.describe('Name of the Foundry project.'),
  version: filled.optional().describe('A version to stay with. Default: the newest.'),
  authentication_identity_client_id: filled
    .optional()
    .describe('Client id of the user-assigned identity that calls the agent.'),
  foundry_resource_override: filled
    .optional()
    .describe('Name of the Foundry resource that the agent lives in, if it is another one.'),
})

/** How an account's own deployment is called (protocol reference 1.3). */
export const byomProfile = z.enum(['byom-azure-openai-realtime', 'byom-azure-openai-chat-completion'])

const greeting = z.strictObject({
  text: filled.optional().describe('Spoken word for word, without the model. Needs an Azure voice.'),
  instructions: filled.optional().describe('What the model is to say first.'),
})

const limits = z.strictObject({
  max_minutes: z.number().min(1).max(1440).optional().describe('Longest call.'),
  idle_minutes: z.number().min(0.5).max(1440).optional().describe('Longest silence of the user.'),
})

const label = z
  .string()
  .max(LABEL_MAX_LENGTH, `a label has at most ${LABEL_MAX_LENGTH} characters`)
  .regex(/^[^\n]*$/, 'a label is one line')
  .regex(/\S/, 'a label is not empty')
const byLabel = <Option extends z.ZodType>(option: Option) =>
  z.record(label, option).refine((options) => Object.keys(options).length <= LABELS_MAX, {
    error: `at most ${LABELS_MAX} labels fit into a list`,
  })

/** Each setting maps what the page shows to what the service gets; the page only ever sends the former. */
const userMayChange = z.strictObject({
  voice: byLabel(voiceSetting).optional().describe('Voices by label.'),
  language: byLabel(z.string())
    .optional()
    .describe('Languages of the user by label, as input_audio_transcription.language has them; "" for any.'),
  rate: byLabel(filled).optional().describe('Rates of speech by label, such as "-20%".'),
})

export const agentProfile = z.strictObject({
  $schema: z.string().optional().describe('For editors: "./agent.schema.json" beside the profiles.'),
  name: filled.max(80).describe('What people call the agent.'),
  description: z.string().optional().describe('For those who read this file.'),
  model: filled.optional().describe('Model of the service, or name of your own deployment with byom.'),
  byom: byomProfile.optional().describe('Calls a deployment of your own (bring your own model).'),
  agent: foundryAgent.optional().describe('A Foundry agent in place of a model.'),
  defaults: z
    .enum(['lab', 'service'])
    .optional()
    .describe(
      'What holds where session is silent: the lab’s, or what the service has by itself. Default: lab; with a Foundry agent always service.',
    ),
  session: sessionSettings.optional().describe('How it hears, thinks and speaks, in the words of Voice Live.'),
  tools: z
    .array(z.union([z.string(), foundryAgentTool]))
    .optional()
    .describe('Names of tools of this server, and Foundry agents that the model may ask.'),
  mcp_servers: z
    .array(mcpServer)
    .optional()
    .describe('MCP servers that the service calls; secrets only by the name of an environment variable.'),
  greeting: greeting.optional().describe('What the agent says first: text or instructions. Default: it waits.'),
  limits: limits.optional().describe('When a call ends by itself.'),
  talker_may_change: userMayChange.optional().describe('What the user may choose, and between what.'),
})

export type AgentProfile = z.output<typeof agentProfile>
export type UserMayChange = z.output<typeof userMayChange>
export type Greeting = z.output<typeof greeting>
export type Limits = z.output<typeof limits>

/** The JSON Schema that editors complete and check profiles with; draft 7, which all of them read. */
export function agentJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(agentProfile, { io: 'input', target: 'draft-7' })
  return { $schema, title: 'Agent profile of voice-live-web', ...schema }
}
