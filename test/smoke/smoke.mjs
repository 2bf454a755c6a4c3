/** `npm run smoke -- URL`: proves that a page, deployed or local, hears and speaks. The access code comes in ACCESS_CODE, from `.env` too. */

import { SmokeFailure, talk } from './talk.mjs'

const [url, ...more] = process.argv.slice(2)
if (!/^https?:\/\//.test(url ?? '') || more.length > 0) {
  console.error('Usage: npm run smoke -- https://<page>     (its access code in the environment variable ACCESS_CODE)')
  process.exit(2)
}
try {
  process.loadEnvFile?.(process.env.ENV_FILE || '.env')
} catch {
  // There is none, and none is needed.
}
try {
  const { readyMs, answeredMs, spokenMs, question, answer } = await talk(url, process.env.ACCESS_CODE)
  console.log(
    `It talks. Ready after ${Math.round(readyMs)} ms; answered ${Math.round(answeredMs)} ms after the question,`,
  )
  console.log(`turn detection included; ${(spokenMs / 1000).toFixed(1)} s of speech.`)
  console.log(`  heard:    ${question || '(no transcript)'}`)
  console.log(`  answered: ${answer}`)
} catch (error) {
  console.error(error instanceof SmokeFailure ? `It does not talk. ${error.message}` : error)
  process.exit(1)
}
