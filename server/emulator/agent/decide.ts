/** Decides what the agent says or which tools it calls, from what it was told last. Pure: the time comes in. */

import { calculate, expressionOf, sayExpression, sayNumber } from './arithmetic.ts'
import { createMatcher, type Match } from './phrases.ts'
import {
  answers,
  capitals,
  type Intent,
  notUnderstoodSpeech,
  notUnderstoodText,
  otherLanguage,
  otherLanguages,
  phrases,
  toolNames,
  vocabulary,
} from './script.ts'
import { sayClock, sayToolResults, type ToolResult } from './tool-results.ts'
import { parseNumber, sayable } from './words.ts'

/** What the agent answers to. `text: null` is speech that was not understood; `nothing` is a conversation that the agent opens. */
export type Prompt =
  | Readonly<{ kind: 'nothing' }>
  | Readonly<{ kind: 'text'; text: string }>
  | Readonly<{ kind: 'speech'; text: string | null; speechMs: number }>
  /** `question` is what was asked behind the results */
  | Readonly<{ kind: 'tools'; results: readonly ToolResult[]; question?: string | undefined }>

export type ToolCall = Readonly<{ name: string; arguments: string }>

/** What to do: say these sentences, then make these calls. Either may be empty. */
export type Plan = Readonly<{ sentences: readonly string[]; calls: readonly ToolCall[] }>

const match = createMatcher<Intent>(phrases, vocabulary)
const say = (sentences: readonly string[]): Plan => ({ sentences, calls: [] })
const call = (name: string, args: object): Plan => ({
  sentences: [],
  calls: [{ name, arguments: JSON.stringify(args) }],
})

function answer({ intent, slots }: Match<Intent>, tools: readonly string[], now: Date): Plan {
  if (intent === 'time') return tools.includes(toolNames.time) ? call(toolNames.time, {}) : say([sayClock(now)])
  if (intent === 'capital') {
    const country = slots[0] ?? ''
    const capital = Object.entries(capitals).find(([name]) => name === country)?.[1]
    return say([`The capital of ${country.charAt(0).toUpperCase()}${country.slice(1)} is ${capital}.`])
  }
  if (intent === 'calculate') {
    const [left = 0, right = 0] = [parseNumber(slots[0] ?? ''), parseNumber(slots[2] ?? '')]
    const operator = slots[1] ?? 'plus'
    const expression = expressionOf(left, operator, right)
    if (tools.includes(toolNames.calculate)) return call(toolNames.calculate, { expression })
    const value = calculate(left, operator, right)
    return say([
      value === undefined ? 'Nobody can divide by zero.' : `${sayExpression(expression)} is ${sayNumber(value)}.`,
    ])
  }
  if (intent === 'weather' && tools.includes(toolNames.weather)) return call(toolNames.weather, {})
  return say(answers[intent])
}

/** For developers who test their own tools: `call get_weather {"city":"Lisbon"}`, one call a line. */
function callsAskedFor(text: string, tools: readonly string[]): ToolCall[] {
  const calls: ToolCall[] = []
  for (const [, name = '', args] of text.matchAll(/^\s*call\s+([\w-]+)\s*(\{.*\})?\s*$/gim))
    if (tools.includes(name)) calls.push({ name, arguments: args ?? '{}' })
  return calls
}

function languageOf(text: string): string | undefined {
  const words = text.split(' ')
  const scores = otherLanguages.map(([language, marks]) => ({
    language,
    score: words.filter((word) => marks.includes(word)).length,
  }))
  const best = scores.reduce((a, b) => (b.score > a.score ? b : a))
  return best.score > 0 ? best.language : undefined
}

/** Undefined for a text that is none of the phrases. */
function answerPhrase(text: string, tools: readonly string[], now: Date): Plan | undefined {
  const calls = callsAskedFor(text, tools)
  if (calls.length > 0) return { sentences: [], calls }
  const found = match(sayable(text))
  return found && answer(found, tools, now)
}

function answerText(text: string, tools: readonly string[], now: Date): Plan {
  const plan = answerPhrase(text, tools, now)
  if (plan !== undefined) return plan
  const language = languageOf(sayable(text))
  return say(language === undefined ? notUnderstoodText : otherLanguage(language))
}

/** Decides. `tools` are the names of the function tools on offer; `now` is the local time. */
export function decide(prompt: Prompt, tools: readonly string[], now: Date): Plan {
  switch (prompt.kind) {
    case 'nothing':
      return say(answers.greeting)
    case 'tools':
      // A question that was asked since the tools returned is what the user waits for now.
      return answerPhrase(prompt.question ?? '', tools, now) ?? say(sayToolResults(prompt.results))
    case 'text':
      return answerText(prompt.text, tools, now)
    case 'speech':
      return prompt.text === null
        ? say(notUnderstoodSpeech((prompt.speechMs / 1000).toFixed(1)))
        : answerText(prompt.text, tools, now)
  }
}
