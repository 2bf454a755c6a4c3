/** Holds the Dockerfile to its policy, and shows for each rule a Dockerfile that breaks it. */

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { dockerfileFaults, shippedValue } from './dockerfile-policy.ts'

const dockerfile = readFileSync('Dockerfile', 'utf8')
const web = readFileSync('infra/modules/web.bicep', 'utf8')
const version: string = JSON.parse(readFileSync('package.json', 'utf8')).version

/** What to change, and the beginning of the sentence that must follow. */
const breakages: readonly (readonly [string, string | RegExp, string, string])[] = [
  ['a third stage', 'FROM $RUNTIME_IMAGE', 'FROM $NODE_IMAGE AS extra\nFROM $RUNTIME_IMAGE', 'it has 3 stages'],
  ['a base that no argument can replace', 'FROM $RUNTIME_IMAGE', 'FROM node:24', 'the base node:24 is not an arg'],
  ['a base that moves', /^ARG NODE_IMAGE=.*$/m, 'ARG NODE_IMAGE=node:latest', 'the base node:latest names no'],
  ['a base without a tag', /^ARG NODE_IMAGE=.*$/m, 'ARG NODE_IMAGE=node', 'the base node names no'],
  ['root', /^USER .*$/m, 'USER root', 'the last USER'],
  ['root by number', /^USER .*$/m, 'USER 0:0', 'the last USER'],
  ['a user by name', /^USER .*$/m, 'USER nonroot', 'the last USER'],
  ['no user', /^USER .*$/m, '', 'the last USER'],
  ['a command in a shell', /^CMD .*$/m, 'CMD node dist/server.mjs', 'CMD is not'],
  ['an entry point in a shell', /^ENTRYPOINT .*$/m, 'ENTRYPOINT node', 'ENTRYPOINT is not'],
  ['a health check in a shell', /CMD \["\/nodejs.*healthcheck.*$/m, 'CMD curl localhost', 'HEALTHCHECK is not'],
  ['no health check', /^HEALTHCHECK .*\n.*$/m, '', 'HEALTHCHECK is not'],
  ['ADD', 'COPY . .', 'ADD . .', 'it uses ADD'],
  ['a BuildKit front end', /^/, '# syntax=docker/dockerfile:1\n', 'it asks for a BuildKit'],
  ['a cache mount', 'RUN npm', 'RUN --mount=type=cache,target=/root/.npm npm', 'RUN --mount needs'],
  ['a linked copy', 'COPY --from=build', 'COPY --link --from=build', 'COPY --link needs'],
  ['a platform', 'FROM $NODE_IMAGE', 'FROM --platform=linux/amd64 $NODE_IMAGE', 'FROM --platform needs'],
  ['a here-document', 'RUN node client', 'RUN <<END\nnode client\nEND\nRUN node client', 'RUN with a here-document'],
  ['a secret', 'ARG GIT_SHA', 'ARG API_KEY\nARG GIT_SHA', 'API_KEY would bake'],
  ['install scripts', ' --ignore-scripts', '', 'npm must install'],
  ['an install of what only tests need', 'NPM_FLAGS=--omit=dev', 'NPM_FLAGS', 'npm must install without'],
  ['an unlocked install', 'npm ci', 'npm install', 'npm must install'],
  ['a shell at run time', /^EXPOSE/m, 'RUN true\nEXPOSE', 'the shipped stage needs a shell'],
  ['sources in the image', 'COPY --from=build /app/dist', 'COPY --from=build /app', 'COPY /app ./dist ships'],
  ['another port', /^EXPOSE .*$/m, 'EXPOSE 3000', 'it exposes 3000'],
  ['a server nobody reaches', 'HOST=0.0.0.0', 'HOST=127.0.0.1', 'it does not listen'],
  ['development mode', 'NODE_ENV=production', 'NODE_ENV=development', 'NODE_ENV is not'],
  ['no commit in the labels', /revision="[^"]*"/, 'revision=""', 'no label names the commit'],
]

describe('Dockerfile', () => {
  test('keeps every rule', () => {
    expect(dockerfileFaults(dockerfile)).toEqual([])
  })

  test.each(breakages)('a Dockerfile with %s is found out', (_, from, to, sentence) => {
    const broken = dockerfile.replace(from, () => to)
    expect(broken).not.toBe(dockerfile)
    expect(dockerfileFaults(broken)).toContainEqual(expect.stringContaining(sentence))
  })

  test('accepts base images pinned by digest', () => {
    const pinned = dockerfile.replace(/^(ARG \w+_IMAGE=.*)$/gm, `$1@sha256:${'0'.repeat(64)}`)
    expect(pinned).not.toBe(dockerfile)
    expect(dockerfileFaults(pinned)).toEqual([])
  })

  test('listens where App Service looks: PORT is PORT and WEBSITES_PORT of the site', () => {
    const port = shippedValue(dockerfile, 'ENV', 'PORT')
    expect(web).toContain(`WEBSITES_PORT: '${port}'`)
    expect(web).toContain(`PORT: '${port}'`)
  })

  test('lets new objects fill no more than 48 MiB before they are cleared away', () => {
    const [, command = '[]'] = /^CMD (\[.*\])$/m.exec(dockerfile) ?? []
    const flags: string[] = JSON.parse(command).filter((word: string) => word.startsWith('--'))
    // Each of many objects lives for a while: that is what makes the young generation grow.
    const script = `
      let kept = []
      for (let index = 0; index < 1.5e5; index += 1) { kept.push(new Array(64).fill(index)); if (kept.length > 3e4) kept = [] }
      console.log(require('node:v8').getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size)`
    const { stdout } = spawnSync(process.execPath, [...flags, '-e', script], { encoding: 'utf8' })
    expect(Number(stdout)).toBeGreaterThan(0)
    expect(Number(stdout)).toBeLessThanOrEqual(48 * 1024 * 1024)
  })

  test('names the version of package.json', () => {
    expect(shippedValue(dockerfile, 'ARG', 'VERSION')).toBe(version)
  })
})
