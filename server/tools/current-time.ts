/** The tool for the time, which a model cannot know. */

import * as z from 'zod'
import { defineTool, type Tool } from './tool.ts'

/** `now` is a parameter so that a test can hold the clock still. The default zone is the server's. */
export const currentTime = (now: () => Date): Tool =>
  defineTool({
    name: 'get_current_time',
    description: 'Tells the current date and time, in a time zone if one is given.',
    input: z.strictObject({
      time_zone: z.string().optional().describe('IANA name, for example Europe/Lisbon; leave it out for local time'),
    }),
    run: ({ time_zone: timeZone }) => {
      try {
        return new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long', timeZone }).format(now())
      } catch {
        throw new Error(`There is no time zone "${timeZone}". Use an IANA name such as Europe/Lisbon.`)
      }
    },
  })
