/** Holds the deployment pages to what they describe: the script's options and failures, the page's sentences, the log's names. */

import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { errors } from '../../shared/error-sentences.ts'
import { readSnapshot } from './bicep/snapshots.ts'

const read = (file: string): string => readFileSync(file, 'utf8')
const readAll = (pattern: string): string => globSync(pattern).map(read).join('\n')

const deploy = read('docs/deploy.md')
const operate = read('docs/operate.md')
const usage = read('infra/usage.txt')

/** First cells of the table whose head begins with `head`. */
const firstCells = (page: string, head: string): string[] => {
  const [, table = ''] = page.split(`\n| ${head} |`)
  const [rows = ''] = table.split('\n\n')
  return rows
    .split('\n')
    .slice(2)
    .map((row) => row.split('|')[1]?.trim() ?? '')
}

const missing = (words: Iterable<string>, where: string): string[] =>
  [...new Set(words)].filter((word) => !where.includes(word))

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-')

const brokenLinks = (file: string): string[] =>
  [...read(file).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)].flatMap(([link, path = '', anchor]) => {
    const target = path ? join(dirname(file), path) : file
    if (!existsSync(target)) return [link]
    const anchors = [...read(target).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading))
    return anchor && !anchors.includes(anchor) ? [link] : []
  })

describe('docs/deploy.md', () => {
  test('names every command and flag as the script knows it', () => {
    const commands = [...deploy.matchAll(/azdeploy\.sh ([a-z]+)/g)].map(([, command]) => `  ${command} `)
    const flags = [...deploy.replaceAll(/^```[\s\S]*?^```/gm, '').matchAll(/`(--[a-z-]+)/g)].map(
      ([, flag = '']) => flag,
    )
    expect(commands.length).toBeGreaterThan(10)
    expect(missing(commands, usage)).toEqual([])
    expect(missing(flags, usage)).toEqual([])
  })

  test('counts people by their own address behind the ingress of Container Apps, too', () => {
    expect(deploy).toMatch(/az containerapp create[^`]* BEHIND_PROXY=true/)
  })

  test('explains every failure that the script knows', () => {
    const known = read('infra/failures.tsv')
      .trim()
      .split('\n')
      .map((row) => row.split('\t'))
    const texts = firstCells(deploy, 'text')
    expect(known.length).toBeGreaterThan(20)
    expect(known.filter(([, pattern = '']) => !texts.some((text) => new RegExp(pattern, 'i').test(text)))).toEqual([])
  })

  test('names every key of --json', () => {
    const keys = [...readAll('infra/scripts/*.sh').matchAll(/\bfact (\w+) '/g)].map(([, key]) => `\`${key}\``)
    expect(keys.length).toBeGreaterThan(10)
    expect(missing(keys, deploy)).toEqual([])
  })

  test('quotes the page word for word', () => {
    const sentences = firstCells(deploy, 'what the page says')
    expect(sentences.length).toBeGreaterThan(3)
    expect(
      missing(
        sentences,
        Object.values(errors)
          .map((error) => error.message)
          .join('\n'),
      ),
    ).toEqual([])
  })

  test('names settings that exist', () => {
    const names = [...`${deploy}${operate}`.matchAll(/\b[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+\b/g)].map(([name]) => name)
    const sources = [read('Dockerfile'), readAll('infra/**/*.{bicep,json,sh}'), readAll('.github/**/*.{yml,sh}')]
    expect(names.length).toBeGreaterThan(20)
    expect(missing(names, [...sources, readAll('server/**/*.ts')].join('\n'))).toEqual([])
  })
})

describe('the picture of what is deployed', () => {
  test('shows every kind of resource that a first deployment makes, and no other', () => {
    const [, picture = ''] = /```mermaid\n([\s\S]*?)```/.exec(deploy) ?? []
    const shown: Readonly<Record<string, string>> = {
      'Microsoft.ManagedIdentity/userAssignedIdentities': 'User-assigned identity',
      'Microsoft.CognitiveServices/accounts': 'Foundry account',
      'Microsoft.ContainerRegistry/registries': 'Container registry',
      'Microsoft.Web/serverfarms': 'App Service plan',
      'Microsoft.Web/sites': 'App Service site',
      'Microsoft.OperationalInsights/workspaces': 'Log Analytics',
      'Microsoft.Insights/components': 'Application Insights',
    }
    const made = readSnapshot('default').resources.map(({ type }) => type)
    // Groups, roles and settings are no boxes.
    const boxes = made.filter((type) => !/resourceGroups|roleAssignments|diagnosticSettings|sites\/\w/.test(type))
    expect([...new Set(boxes)].sort()).toEqual(Object.keys(shown).sort())
    expect(missing(Object.values(shown), picture)).toEqual([])
  })
})

describe('docs/operate.md', () => {
  const log = readAll('server/**/*.ts')

  test('names log events that the server writes', () => {
    const events = [
      ...firstCells(operate, 'event').flatMap((cell) =>
        [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => `'${name}'`),
      ),
      ...[...operate.matchAll(/event (?:==|in \() ?"([^"]+)"/g)].map(([, name]) => `'${name}'`),
    ]
    expect(events.length).toBeGreaterThan(10)
    expect(missing(events, log)).toEqual([])
  })

  test('names every log event of more than one word', () => {
    const events = [...log.matchAll(/'(?:debug|info|warn|error)',\s*'([a-z]+(?: [a-z]+)+)'/g)].map(
      ([, name]) => `\`${name}\``,
    )
    expect(events.length).toBeGreaterThan(20)
    expect(missing(events, operate)).toEqual([])
  })

  test('says what /health answers', () => {
    const [, stopping, well] =
      /\/health'[\s\S]*?status: '(\w+)' }, 503\) : c\.json\({ status: '(\w+)', revision }/.exec(log) ?? []
    expect([stopping, well]).toEqual(['draining', 'ok'])
    expect(operate).toContain('200 `{"status":"ok","revision":…}`')
    expect(operate).toContain('503 `{"status":"draining"}`')
  })

  test('says how many lines a log takes', () => {
    const rates = [
      ...read('server/observe/limiter.ts').matchAll(/(info|warn|error): { burst: (\d+|\d_\d+), everyMs: ([\d_]+) }/g),
    ]
    const said = (level: string): string =>
      rates
        .filter(([, one]) => one === level)
        .map(([, , burst, everyMs]) => `${burst?.replace('_', ',')} and ${Number(everyMs?.replace('_', '')) / 1000} s`)
        .join(', ')
    expect(rates).toHaveLength(9)
    expect(
      missing(
        ['info', 'warn', 'error'].map((level) => `\`${level}\` ${said(level)}`),
        operate,
      ),
    ).toEqual([])
  })

  test('names fields that its lines have', () => {
    const fields = [...operate.matchAll(/\bline\.(\w+)/g)].map(([, name = '']) => name)
    expect(fields).toContain('droppedUp')
    expect([...new Set(fields)].filter((name) => !new RegExp(`\\b${name}\\b`).test(log))).toEqual([])
  })
})

/** What a person types: the lines of the shell blocks, without what a comment says. */
const typed = (file: string): string[] =>
  [...read(file).matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) => block.trimEnd().split('\n'))

describe('the walk of the lab', () => {
  test('has commands and flags that the script knows', () => {
    const lines = typed('docs/deploy-lab.md').filter((line) => line.startsWith('./azdeploy.sh'))
    expect(lines.length).toBeGreaterThan(5)
    expect(
      missing(
        lines.map((line) => `  ${line.split(' ')[1]} `),
        usage,
      ),
    ).toEqual([])
    expect(missing(lines.join(' ').match(/--[a-z-]+/g) ?? [], usage)).toEqual([])
  })

  test.each(['pt-br', 'es'])('in %s has the same commands, in the same order, under as many headings', (language) => {
    const file = `docs/${language}/deploy-lab.md`
    expect(typed(file)).toEqual(typed('docs/deploy-lab.md'))
    expect(read(file).match(/^## \d/gm)).toEqual(read('docs/deploy-lab.md').match(/^## \d/gm))
  })
})

describe('the pages', () => {
  const pages = [
    ...['deploy', 'operate', 'deploy-lab', 'pt-br/deploy-lab', 'es/deploy-lab'].map((name) => `docs/${name}.md`),
    ...['SECURITY.md', 'CONTRIBUTING.md'],
  ]
  test.each(pages)('%s links to places that exist', (file) => {
    expect(brokenLinks(file)).toEqual([])
  })
})
