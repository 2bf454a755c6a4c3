/** Everything that the scripted agent understands and says. Data only: change it here and both ears and eyes follow. */

import type { Phrases, Vocabulary } from './phrases.ts'

export const capitals = {
  australia: 'Canberra',
  brazil: 'Brasilia',
  canada: 'Ottawa',
  egypt: 'Cairo',
  france: 'Paris',
  germany: 'Berlin',
  india: 'New Delhi',
  italy: 'Rome',
  japan: 'Tokyo',
  mexico: 'Mexico City',
  norway: 'Oslo',
  portugal: 'Lisbon',
  spain: 'Madrid',
} as const satisfies Record<string, string>

export const vocabulary = {
  country: Object.keys(capitals),
  operator: ['plus', 'minus', 'times', 'divided by'],
} as const satisfies Vocabulary

/** What can be meant, the more specific first: a typed greeting before a question must not hide the question. */
export const phrases = {
  calculate: ['[what is | how much is | calculate] <number> <operator> <number>'],
  capital: ['(what is | tell me) the capital [city] of <country>'],
  time: ['what time is it [now]', '(what is | tell me) the time', 'can you tell me the time'],
  story: ['[please] tell me a [long] story'],
  joke: ['[please] tell me a joke'],
  weather: ['do i need an umbrella [today]'],
  who: ['who are you', 'what is your name'],
  help: ['what can you do', 'what can i (say | ask)', 'help me'],
  stop: ['stop [talking]', 'be quiet', 'that is enough'],
  thanks: ['thank you [very much]', 'thanks [a lot]'],
  goodbye: ['goodbye', 'bye bye', 'see you later'],
  mood: ['how are you [today]'],
  greeting: ['(hello | hi [there] | good morning | good afternoon | good evening)'],
} as const satisfies Phrases<string>

export type Intent = keyof typeof phrases

const KNOWN =
  'I can tell you the time, do a sum such as seven times six, name the capital of a country such as France, or tell you a story.'

/** Fixed answers, a sentence an entry: each is spoken on its own, so that the first is heard soon. */
export const answers = {
  story: [
    'Once upon a time, in a small house at the edge of the sea, there lived a clockmaker who had never been late.',
    'Every morning she climbed the stairs of the lighthouse and wound the great clock that the fishermen steered by.',
    'One winter night, a storm came in from the north, and the wind was so strong that it stopped the hands of the clock.',
    'The clockmaker took her lamp and her tools, and she went out into the rain.',
    'On the stairs she met an old grey cat, who sat on the last step and would not let her pass.',
    'You may go up, said the cat, but first you must tell me what time it is.',
    'The clockmaker looked at her watch, and for the first time in her life she saw that it had stopped as well.',
    'I do not know, she said, and she was surprised to find that it did not frighten her.',
    'Good, said the cat, then you are the first person tonight who has told me the truth.',
    'Together they climbed to the top, and while the cat held the lamp, the clockmaker mended the clock.',
    'Far out at sea, the fishermen saw the light turn again, and one by one the boats came home.',
    'And from that night on, the clock had a small grey cat painted on its face, and it was always exactly on time.',
  ],
  joke: ['Why did the clock go to school?', 'It wanted to learn how to tell the time.'],
  who: ['I am the Voice Live emulator.', 'I am a script with a voice, not a language model.'],
  help: [KNOWN, 'You can interrupt me at any moment.'],
  stop: ['All right.'],
  weather: ['I have no window to look out of.', 'With a tool called get weather, I could ask.'],
  thanks: ['You are welcome.'],
  goodbye: ['Goodbye, and thank you for talking to me.'],
  mood: ['I am fine, thank you.', 'What would you like to know?'],
  greeting: ['Hello, I am the Voice Live emulator.', KNOWN],
} as const satisfies Partial<Record<Intent, readonly string[]>>

/** Said when speech was heard but not understood. Honest: the agent knows how long it listened, and no more. */
export const notUnderstoodSpeech = (seconds: string): readonly string[] => [
  `I heard you for ${seconds} seconds, but I only understand a few phrases.`,
  KNOWN,
]

/** Said when typed text was not understood. */
export const notUnderstoodText: readonly string[] = ['I read your message, but I only understand a few phrases.', KNOWN]

/** Said to text in a language that the agent recognises but does not speak. */
export const otherLanguage = (language: string): readonly string[] => [
  `I think that this is ${language}, but the emulator speaks only English.`,
  KNOWN,
]

/** Words that give a language away; they are no words of English. */
export const otherLanguages: readonly (readonly [language: string, words: readonly string[]])[] = [
  [
    'Portuguese',
    ['olá', 'obrigado', 'obrigada', 'horas', 'são', 'você', 'não', 'qual', 'história', 'conta', 'bom', 'uma', 'quanto'],
  ],
  [
    'Spanish',
    [
      'hola',
      'gracias',
      'hora',
      'qué',
      'cuál',
      'usted',
      'cuánto',
      'cuéntame',
      'historia',
      'buenos',
      'buenas',
      'una',
      'es',
    ],
  ],
]

/** Names of the function tools that the agent calls when the session offers them. */
export const toolNames = { time: 'get_current_time', calculate: 'calculate', weather: 'get_weather' } as const
