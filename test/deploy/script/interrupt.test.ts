/** Ctrl-C on a terminal, at every step: the run ends at once, says that it can be run again, and leaves no lock, file or process. */

import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { needing } from '../../support/needing.ts'
import { useMachines } from './machines.ts'
import { talk } from './terminal.ts'

const { describe, test } = needing('bash', 'expect')

const { prepared, deployed } = useMachines()

describe('azdeploy.sh, interrupted in a terminal', () => {
  test.each([
    ['the login is looked at', ['full'], '^az account show', 'Checking tools'],
    ['what runs is looked up', ['full'], '^az group exists', 'Checking tools'],
    ['the choices are saved', ['full'], '^azd env set', 'Checking tools'],
    ['quota is looked at', ['full'], '^az cognitiveservices usage', 'Checking tools'],
    ['Azure creates the resources', ['full'], '^azd provision', 'Creating or updating'],
    ['the image is built', ['image'], '^az acr build', 'Building the image'],
    ['the image is started', ['image'], '^az webapp config set', 'Starting the image'],
    ['the page is waited for', ['image'], '^curl .*/health', 'Starting the image'],
    ['the session is held', ['image'], '^curl .*/ready', 'Holding a session'],
  ])('while %s', (_name, args, match, step) => {
    const machine = args[0] === 'full' ? prepared() : deployed({ commit: 'fedcba987654' })
    // To the terminal itself, for the call's own output may be an answer that the script reads.
    const act = machine.hang('/dev/tty')
    const run = talk(machine, [...args, '--no-smoke'], [['HANGING', '\u0003']], [{ match, act }])
    expect(run, run.stdout).toMatchObject({ status: 130 })
    expect(run.stdout).toContain(`Interrupted (INT) during: ${step}`)
    expect(run.stdout).toContain('run the same command again')
    expect(existsSync(join(machine.project, '.azure/.azdeploy/lock'))).toBe(false)
    expect(readdirSync(join(machine.base, 'tmp'))).toEqual([])
  })
})
