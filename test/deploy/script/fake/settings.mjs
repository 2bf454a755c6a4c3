// The app settings of the fake site, as `az webapp config appsettings list` prints them: written by provisioning, merged by `set`.
// usage: settings.mjs provision <dotenv of azd> <list> | merge <json of az> <list>
import { existsSync, readFileSync, writeFileSync } from 'node:fs'

const [, , verb, source, list] = process.argv
const text = readFileSync(source, 'utf8')
const decode = (value) => Buffer.from(value, 'base64').toString()

/** What infra/modules/web.bicep makes of the environment; the snapshot "settings" holds it to the template. */
const provisioned = () => {
  const env = Object.fromEntries(
    [...text.matchAll(/^([A-Z_0-9]+)="(.*)"$/gm)].map(([, key, value]) => [key, value.replace(/\\(.)/g, '$1')]),
  )
  const names =
    'AGENT_PROFILE VOICE_LIVE_MODEL VOICE_LIVE_VOICE VOICE_LIVE_PROFILE ACCESS_CODE_HASH TICKET_SECRET'.split(' ')
  const numbers = { MAX_SESSIONS: '120', IDLE_MINUTES: '5', MAX_MINUTES: '60', RESUME_SECONDS: '30' }
  const extras = (env.EXTRA_SETTINGS ?? '').split(',').filter((pair) => pair.includes(':'))
  return {
    WEBSITES_PORT: '8080',
    PORT: '8080',
    AZURE_VOICE_LIVE_ENDPOINT: env.AZURE_VOICE_LIVE_ENDPOINT,
    ...Object.fromEntries(names.filter((name) => env[name]).map((name) => [name, env[name]])),
    ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, env[name] || value])),
    ...(env.VOICE_LIVE_INSTRUCTIONS_BASE64
      ? { VOICE_LIVE_INSTRUCTIONS: decode(env.VOICE_LIVE_INSTRUCTIONS_BASE64) }
      : {}),
    ...Object.fromEntries(extras.map((pair) => [pair.split(':')[0], decode(pair.split(':')[1])])),
  }
}

const before = () =>
  existsSync(list)
    ? Object.fromEntries(JSON.parse(readFileSync(list, 'utf8')).map(({ name, value }) => [name, value]))
    : {}
const settings = verb === 'provision' ? provisioned() : { ...before(), ...JSON.parse(text) }
writeFileSync(
  list,
  JSON.stringify(
    Object.entries(settings).map(([name, value]) => ({ name, slotSetting: false, value })),
    null,
    2,
  ),
)
