/** Tokens as the service would count them, roughly: no one is billed by an emulator. */

import type { Usage } from '../../voicelive/response.ts'
import type { ActiveResponse, Conversation } from './state.ts'

/** Tokens for a second of audio (documentation of Voice Live, for OpenAI's models), and characters for a token of text (a rule of thumb). */
const INPUT_TOKENS_PER_S = 10
const OUTPUT_TOKENS_PER_S = 20
const CHARACTERS_PER_TOKEN = 4

const textTokens = (characters: number): number => Math.ceil(characters / CHARACTERS_PER_TOKEN)

export function usageOf({ items, session }: Conversation, response: ActiveResponse): Usage {
  const inputAudio = Math.ceil(
    items.reduce((tokens, { speech }) => tokens + ((speech?.speechMs ?? 0) / 1000) * INPUT_TOKENS_PER_S, 0),
  )
  const inputText = textTokens(session.instructions?.length ?? 0)
  const outputAudio = Math.ceil((response.outputAudioMs / 1000) * OUTPUT_TOKENS_PER_S)
  const outputText = textTokens(response.outputText.length)
  return {
    total_tokens: inputAudio + inputText + outputAudio + outputText,
    input_tokens: inputAudio + inputText,
    output_tokens: outputAudio + outputText,
    input_token_details: {
      cached_tokens: 0,
      text_tokens: inputText,
      audio_tokens: inputAudio,
      image_tokens: 0,
      cached_tokens_details: { text_tokens: 0, audio_tokens: 0, image_tokens: 0 },
    },
    output_token_details: { text_tokens: outputText, audio_tokens: outputAudio },
  }
}
