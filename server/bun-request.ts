/** What Bun is to do with a request. */

import type { Hono } from 'hono'

/** The part of Bun's own server that is used here. */
type Server = Readonly<{ timeout: (request: Request, seconds: number) => void }>

/** As long as Bun allows: a sign-in, a dial and an update of the session take 95 s at most. */
const READY_WITHIN_SECONDS = 255

/** Bun cuts a connection on which nothing is sent for ten seconds: a good limit for those who ask, but `/ready` waits for the service. */
export const answerWith =
  (app: Hono) =>
  (request: Request, server: Server): Response | Promise<Response> => {
    if (new URL(request.url).pathname === '/ready') server.timeout(request, READY_WITHIN_SECONDS)
    return app.fetch(request, { server })
  }
