/** The menu and the questions, typed into a real terminal by expect. */

import { expect } from 'vitest'
import { needing } from '../../support/needing.ts'
import { useMachines } from './machines.ts'
import { changing, lines } from './scenario.ts'
import { shownCode } from './secrets.ts'
import { talk } from './terminal.ts'

const { describe, test } = needing('bash', 'expect')

const { fresh, deployed } = useMachines()

describe('azdeploy.sh in a terminal', () => {
  test('the menu offers nine options with 1 = everything and 2 = image only, and 0 leaves without a call', () => {
    const run = talk(fresh(), [], [['Choose: ', '0']])
    expect(run).toMatchObject({ status: 0, calls: [] })
    expect(run.stdout).toContain('1) Everything')
    expect(run.stdout).toContain('2) Only a new image')
    expect(run.stdout).toContain('9) Remove everything')
  })

  test('1 deploys everything and shows link and code', () => {
    const run = talk(fresh(), ['--no-smoke'], [['Choose: ', '1']])
    expect(run.status, run.stdout).toBe(0)
    expect(run.stdout).toContain('Deployment complete!')
    expect(shownCode(run.stdout)).toBeDefined()
    expect(run.output).toContain('\u001b[1m')
  })

  test('2 deploys the image and asks for the code, unseen, to talk through the page', () => {
    const machine = deployed({ commit: 'fedcba987654' })
    const run = talk(
      machine,
      ['--no-color'],
      [
        ['Choose: ', '2'],
        ['Access code (typed unseen', 'my-secret-code'],
      ],
    )
    expect(run.status, run.stdout).toBe(0)
    expect(run.stdout).not.toContain('my-secret-code')
    expect(machine.recall('smoke-code')).toBe('my-secret-code')
    expect(run.output).not.toContain('\u001b[1m')
  })

  test('several subscriptions are a question', () => {
    const machine = fresh()
    const both = {
      match: '^az account list',
      out: '11111111-1111-1111-1111-111111111111\tWork\n44444444-4444-4444-4444-444444444444\tPlay\n',
    }
    const play = {
      match: '^az account show .*--subscription 4',
      out: '44444444-4444-4444-4444-444444444444\nPlay\nEnabled\nuser\n',
    }
    const run = talk(machine, ['resource'], [['Which one [1]: ', '2']], [both, play])
    expect(run.status, run.stdout).toBe(0)
    expect(machine.values().AZURE_SUBSCRIPTION_ID).toBe('44444444-4444-4444-4444-444444444444')
  })

  test('nobody logged in: az login is started, by device code in Cloud Shell', () => {
    const out = { match: '^az account show', times: 1, exit: 1 }
    const run = talk(deployed(), ['status'], [], [out])
    expect(run.status, run.stdout).toBe(0)
    expect(lines(run.calls)).toContain('az login')
    const inCloudShell = talk(deployed(), ['status'], [], [out], { ACC_CLOUD: 'PROD' })
    expect(lines(inCloudShell.calls)).toContain('az login --use-device-code')
  })

  test('5 asks for model, voice and instructions, keeping what Enter keeps, and takes the default for -', () => {
    const machine = deployed({}, { VOICE_LIVE_MODEL: 'gpt-5', VOICE_LIVE_VOICE: 'alloy' })
    // Changed from another machine since.
    machine.state('appsettings.json', '[{"name":"VOICE_LIVE_MODEL","value":"gpt-realtime"}]')
    const run = talk(
      machine,
      [],
      [
        ['Choose: ', '5'],
        ['Model [gpt-realtime]: ', ''],
        ['Voice (- for the default of the server) [alloy]: ', '-'],
        ['New instructions', `Say "hi"; it's Ana's turn.`],
      ],
    )
    expect(run.status, run.stdout).toBe(0)
    expect(JSON.parse(machine.recall('settings.json'))).toMatchObject({
      VOICE_LIVE_INSTRUCTIONS: `Say "hi"; it's Ana's turn.`,
      VOICE_LIVE_VOICE: '',
    })
    expect(machine.values().VOICE_LIVE_VOICE).toBe('')
  })

  test('9 asks for the name of the group: another word removes nothing, the name removes everything', () => {
    const machine = deployed()
    const wrong = talk(
      machine,
      [],
      [
        ['Choose: ', '9'],
        ['Type its name to agree: ', 'yes'],
      ],
      // The login has expired, which az account show does not know.
      [{ match: '^az group exists', times: 1, exit: 1, err: 'ERROR: AADSTS700082: The refresh token has expired\n' }],
    )
    expect(wrong).toMatchObject({ status: 2, stdout: expect.stringContaining('nothing was removed') })
    expect(changing(wrong.calls)).toEqual(['az login --output none'])
    const right = talk(
      machine,
      [],
      [
        ['Choose: ', '9'],
        ['Type its name to agree: ', 'rg-voicelive'],
      ],
    )
    expect(right.status, right.stdout).toBe(0)
    expect(changing(right.calls).slice(1)).toEqual(['azd down --force --purge --no-prompt -e rg-voicelive'])
  })

  test('a larger plan is a question, and no is an answer', () => {
    const machine = fresh()
    machine.seedInputs()
    const full = { match: '^azd provision', times: 4, exit: 1, err: 'SubscriptionIsOverQuotaForSku\n' }
    const run = talk(
      machine,
      ['resource'],
      [
        ['Use P0v3, which costs more? [y/N] ', 'n'],
        ['Use S1, which costs more? [y/N] ', 'n'],
        ['Use the free plan F1? [y/N] ', 'n'],
      ],
      [full],
    )
    expect(run).toMatchObject({ status: 1, stdout: expect.stringContaining('https://aka.ms/antquotahelp') })
  })
})
