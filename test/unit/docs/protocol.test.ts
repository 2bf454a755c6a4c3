import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { protocolPage } from '../../../docs/protocol.gen.ts'

test('docs/protocol.md says what the schemas say (npm run docs brings it up to date)', () => {
  expect(readFileSync('docs/protocol.md', 'utf8')).toBe(protocolPage())
})
