/** Holds our schemas against the models of the official SDK, field by field. */

import { expect, test } from 'vitest'
import type * as z from 'zod'
import { clientEvent } from '../../../../server/voicelive/client-events.ts'
import { serverEvent } from '../../../../server/voicelive/server-events.ts'
import sdk from '../../../fixtures/voice-live-events.json' with { type: 'json' }
import { eventDifferences, modelDifferences } from './parity/compare.ts'
import { clientNamesLeftOut, clientReasons, modelReasons, serverReasons } from './parity/differences.ts'

const shapesOf = (union: { options: readonly z.ZodObject<{ type: z.ZodLiteral<string> }>[] }) =>
  new Map(union.options.map((option) => [option.shape.type.value, Object.keys(option.shape)]))

test('models differ from the SDK where the list says so, and nowhere else', () => {
  expect(modelDifferences()).toEqual(Object.keys(modelReasons).sort())
})

test('clientEvent differs from the SDK where the list says so, and nowhere else', () => {
  expect(eventDifferences(sdk.clientEvents, clientEvent, false)).toEqual(Object.keys(clientReasons).sort())
})

test('serverEvent differs from the SDK where the list says so, and nowhere else', () => {
  expect(eventDifferences(sdk.serverEvents, serverEvent, true)).toEqual(Object.keys(serverReasons).sort())
})

test('clientEvent has every name that the SDK or the docs know, but those left out by the list', () => {
  const named = [...sdk.knownClientEventTypes, ...sdk.notModelledInSdk.client.map((event) => event.type)]
  const shapes = shapesOf(clientEvent)
  expect(named.filter((name) => !shapes.has(name))).toEqual(
    Object.keys(clientNamesLeftOut).flatMap((name) => named.filter((other) => other === name)),
  )
})

test('serverEvent has every name that the SDK or the docs know', () => {
  const named = [...sdk.knownServerEventTypes, ...sdk.notModelledInSdk.server.map((event) => event.type)]
  const shapes = shapesOf(serverEvent)
  expect(named.filter((name) => !shapes.has(name))).toEqual([])
})

test('events without a model in the SDK have the fields that their source names', () => {
  const shapes = new Map([...shapesOf(clientEvent), ...shapesOf(serverEvent)])
  for (const event of [...sdk.notModelledInSdk.client, ...sdk.notModelledInSdk.server]) {
    const named = ('fields' in event ? (event.fields ?? []) : []).map((field) => /^\w+/.exec(field)?.[0])
    expect(shapes.get(event.type) ?? named, event.type).toEqual(expect.arrayContaining(named))
  }
})
