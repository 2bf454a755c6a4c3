/** What was thrown, in words: the message of an error, and of anything else what it is as text. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))
