/** The Azure target. Nothing else knows Azure; secrets travel in headers only, for URLs get logged. */

import { type Credentials, type Query, realtimeUrl, type Target } from './target.ts'

/** Resolved for every dial: an `api-key` header now, a bearer token where there is no key. */
export type Credential = () => Promise<Credentials>

export const apiKeyCredential =
  (apiKey: string): Credential =>
  async () => ({ headers: { 'api-key': apiKey } })

/** `endpoint` is a `wss:` address, or `ws:` on this machine; a gateway in front of the service may have given it a path. */
export const azureTarget =
  (endpoint: URL, apiVersion: string, query: Query, credential: Credential): Target =>
  async (asked) => ({ url: realtimeUrl(endpoint, apiVersion, query, asked), ...(await credential()) })
