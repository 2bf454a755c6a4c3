/** The smoke test must pass on what talks, and say why on what does not. */

import { expect, test } from 'vitest'
import { talk } from '../smoke/talk.ts'
import { startServer } from '../support/processes.ts'

test('the smoke test hears the right answer from a server on the emulator', async () => {
  const server = await startServer()
  try {
    const report = await talk(server.url)
    expect(report.question).toBe('what is seven times six')
    expect(report.answer).toMatch(/42/)
    expect(report.spokenMs).toBeGreaterThan(1000)
    expect(report.answeredMs).toBeGreaterThan(0)
  } finally {
    await server.stop()
  }
})

test('the smoke test fails with the reason when the voice service cannot be reached', async () => {
  const nobody = { AZURE_VOICE_LIVE_ENDPOINT: 'http://127.0.0.1:9', AZURE_VOICE_LIVE_API_KEY: 'any' }
  const server = await startServer(nobody)
  try {
    await expect(talk(server.url)).rejects.toThrow('The voice service could not be reached.')
  } finally {
    await server.stop()
  }
})

test('the smoke test fails with the reason when nobody is there', async () => {
  await expect(talk('http://127.0.0.1:9')).rejects.toThrow('cannot be reached')
})
