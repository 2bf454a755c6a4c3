/** Writes .env for local runs (npm start) from the environment; no secret is in it. A file that somebody else wrote is left alone. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs'

const mark = '# Written by azdeploy.sh for local runs; it holds no secret. Remove this line to keep your own changes.'

/** In the first kind of quotes that the value does not contain. */
const quoted = (key, value) => {
  const quote = ["'", '"', '`'].find((sign) => !value.includes(sign))
  return quote ? `${key}=${quote}${value}${quote}\n` : `# ${key} has every kind of quote; set it yourself\n`
}

const plain = ['AZURE_VOICE_LIVE_ENDPOINT', 'VOICE_LIVE_MODEL', 'VOICE_LIVE_VOICE']
  .filter((key) => process.env[key])
  .map((key) => `${key}=${process.env[key]}\n`)
const instructions = Buffer.from(process.env.VOICE_LIVE_INSTRUCTIONS_BASE64 ?? '', 'base64').toString()

if (existsSync('.env') && readFileSync('.env', 'utf8').split('\n')[0] !== mark) {
  console.log('.env is your own; it was left alone')
} else {
  writeFileSync(
    '.env',
    [`${mark}\n`, ...plain, instructions && quoted('VOICE_LIVE_INSTRUCTIONS', instructions)].join(''),
  )
  console.log('.env written for local runs (npm start)')
}
