/** What docs/agents.md has its reader write and run, word by word. */

import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { openPage } from '../contract/page.ts'

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

/** Talks to the agent of the page, and has its tool called by what the page has its reader type. */
export async function enterDungeon(socket: ReturnType<typeof openPage>): Promise<void> {
  await socket.next('hello')
  socket.say({ type: 'session.start' })
  expect((await socket.next('answer.done')).text).toBe('You stand before a heavy door. What do you do?')
  socket.say({ type: 'text.send', text: /`(call roll_dice [^`]*)`/.exec(page)?.[1] ?? '' })
  expect(await socket.next('tool.started')).toMatchObject({ name: 'roll_dice' })
  expect(await socket.next('tool.done')).toMatchObject({ ok: true })
}
