/** What docs/agents.md has its reader write and run, word by word. */

import { readFileSync } from 'node:fs'

/** A file that the page has the reader write, or a command that it has them run. */
export type Step = Readonly<{ file: string; content: string } | { command: string }>

const page = readFileSync('docs/agents.md', 'utf8')
export const steps: readonly Step[] = [...page.matchAll(/([^\n]*)\n\n```(\w+)\n([\s\S]*?)```/g)].flatMap(
  ([, before = '', language, content = '']): Step[] => {
    if (language === 'sh')
      return content
        .trim()
        .split('\n')
        .map((command) => ({ command }))
    const file = /`([\w./-]+\.\w+)`:$/.exec(before)?.[1]
    return file === undefined ? [] : [{ file, content }]
  },
)

/** What its reader types for the emulator to call the tool. */
export const toolCall = /`(call roll_dice [^`]*)`/.exec(page)?.[1] ?? ''
