/** Tokens: shared, kept, renewed ahead of their expiry, and asked for again after a failure. */

import { expect, test, vi } from 'vitest'
import { bearerCredential, entraTokens, noProxyForIdentity, type Token } from '../../../../server/upstream/entra.ts'

const MINUTE = 60_000

/** A source whose answers the test gives by hand, and a clock that it turns. */
function setUp() {
  let nowMs = 0
  const asked: { give: (token: Token) => void; fail: (error: Error) => void }[] = []
  const credential = bearerCredential(
    () => new Promise((give, fail) => asked.push({ give, fail })),
    () => nowMs,
  )
  return {
    asked,
    credential: async () => (await credential()).headers,
    refuse: async () => (await credential()).refused?.(),
    at: (ms: number) => {
      nowMs = ms
    },
    give: (token: string, expiresOnTimestamp: number) => asked.at(-1)?.give({ token, expiresOnTimestamp }),
  }
}

test('bearerCredential asks once for any number of calls, and keeps the token', async () => {
  const { asked, credential, at, give } = setUp()
  const calls = Promise.all([credential(), credential(), credential()])
  give('first', 60 * MINUTE)
  expect(await calls).toEqual(Array(3).fill({ authorization: 'Bearer first' }))
  at(54 * MINUTE)
  expect(await credential()).toEqual({ authorization: 'Bearer first' })
  expect(asked).toHaveLength(1)
})

test('bearerCredential asks anew for a token that the service refused, once however many dials it refused it to', async () => {
  const { asked, credential, refuse, give } = setUp()
  const first = credential()
  give('of the wrong tenant', 60 * MINUTE)
  await first
  await Promise.all([refuse(), refuse()])
  const next = Promise.all([credential(), credential()])
  give('right', 60 * MINUTE)
  expect(await next).toEqual(Array(2).fill({ authorization: 'Bearer right' }))
  expect(await credential()).toEqual({ authorization: 'Bearer right' })
  expect(asked).toHaveLength(2)
})

test('bearerCredential renews five minutes ahead of the expiry, and no call waits for it', async () => {
  const { asked, credential, at, give } = setUp()
  const first = credential()
  give('first', 60 * MINUTE)
  await first
  at(56 * MINUTE)
  expect(await credential()).toEqual({ authorization: 'Bearer first' })
  expect(await credential()).toEqual({ authorization: 'Bearer first' })
  expect(asked).toHaveLength(2)
  give('second', 120 * MINUTE)
  await expect.poll(credential).toEqual({ authorization: 'Bearer second' })
  expect(asked).toHaveLength(2)
})

test('bearerCredential waits for a new token once the old one has expired', async () => {
  const { credential, at, give } = setUp()
  const first = credential()
  give('first', 60 * MINUTE)
  await first
  at(60 * MINUTE)
  const next = credential()
  give('second', 120 * MINUTE)
  expect(await next).toEqual({ authorization: 'Bearer second' })
})

test('bearerCredential fails all callers of a failed request, and asks again for the next', async () => {
  const { asked, credential, give } = setUp()
  const calls = Promise.allSettled([credential(), credential()])
  asked[0]?.fail(new Error('nobody is signed in'))
  expect((await calls).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  const next = credential()
  give('late', 60 * MINUTE)
  expect(await next).toEqual({ authorization: 'Bearer late' })
})

test('bearerCredential lives with a renewal that fails while the old token still serves', async () => {
  const { asked, credential, at, give } = setUp()
  const first = credential()
  give('first', 60 * MINUTE)
  await first
  at(58 * MINUTE)
  await credential()
  asked[1]?.fail(new Error('a moment of bad network'))
  await new Promise(setImmediate)
  expect(await credential()).toEqual({ authorization: 'Bearer first' })
  expect(asked).toHaveLength(3)
})

test('entraTokens loads its library again when that failed once', async () => {
  vi.stubEnv('NO_PROXY', '')
  let loads = 0
  const tokens = entraTokens('a-client', async () => {
    loads += 1
    throw new Error(`EMFILE ${loads}`)
  })
  await expect(tokens()).rejects.toThrow('EMFILE 1')
  await expect(tokens()).rejects.toThrow('EMFILE 2')
  vi.unstubAllEnvs()
})

const OWN = '169.254.169.254,127.0.0.1,localhost'

test.each([
  [{}, OWN],
  [{ NO_PROXY: '.example.com' }, `.example.com,${OWN}`],
  [{ no_proxy: 'a.example,b.example' }, `a.example,b.example,${OWN}`],
  [{ NO_PROXY: '', no_proxy: 'a.example' }, `a.example,${OWN}`],
  // App Service and Container Apps (documented).
  [{ IDENTITY_ENDPOINT: 'http://169.254.130.3:8081/msi/token' }, `${OWN},169.254.130.3`],
  [{ IDENTITY_ENDPOINT: 'http://localhost:42356/msi/token' }, OWN],
  [{ IDENTITY_ENDPOINT: 'nonsense' }, OWN],
])('the identity of this machine is asked directly: %j', (env, expected) => {
  expect(noProxyForIdentity(env)).toBe(expected)
})

test.each([
  [undefined, 'DefaultAzureCredential', { processTimeoutInMs: 20_000 }],
  ['a-client', 'ManagedIdentityCredential', { clientId: 'a-client' }],
])(
  'signs in by what is there: %s, %s, and leaves developer tools the time they need',
  async (clientId, name, options) => {
    const made: unknown[] = []
    const credential = (kind: string) =>
      class {
        constructor(given: unknown) {
          made.push([kind, given])
        }
        getToken = async (scope: string) => ({ token: scope, expiresOnTimestamp: 1 })
      }
    const library = {
      DefaultAzureCredential: credential('DefaultAzureCredential'),
      ManagedIdentityCredential: credential('ManagedIdentityCredential'),
    }
    const noProxy = process.env.NO_PROXY
    const tokens = entraTokens(clientId, async () => library as never)
    expect([await tokens(), await tokens()]).toEqual(
      Array(2).fill({ token: 'https://ai.azure.com/.default', expiresOnTimestamp: 1 }),
    )
    expect(made).toEqual([[name, options]])
    if (noProxy === undefined) delete process.env.NO_PROXY
    else process.env.NO_PROXY = noProxy
  },
)
