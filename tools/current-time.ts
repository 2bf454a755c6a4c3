/** The tool for the time, which a model cannot know. The default zone is the server's. */

export default {
  name: 'get_current_time',
  description: 'Tells the current date and time, in a time zone if one is given.',
  parameters: {
    type: 'object',
    properties: {
      time_zone: {
        type: 'string',
        description: 'IANA name, for example Europe/Lisbon; leave it out for local time',
      },
    },
    additionalProperties: false,
  },
  run: ({ time_zone: timeZone }: { time_zone?: string }) => {
    try {
      return new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long', timeZone }).format(new Date())
    } catch {
      throw new Error(`There is no time zone "${timeZone}". Use an IANA name such as Europe/Lisbon.`)
    }
  },
}
