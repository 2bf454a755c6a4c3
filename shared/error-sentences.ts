/** What each error means and what to do, in English, which the server speaks; the page translates by code, and loads this for English only. */

import type { ErrorCode } from './errors.ts'

type Sentences = Readonly<{ message: string; remedy: string }>

export const errors = {
  bad_message: {
    message: 'The server did not understand a message from this page.',
    remedy: 'Reload the page to get its current version.',
  },
  bad_audio: {
    message: 'The server received audio that it cannot use.',
    remedy: 'Reload the page; if it happens again, choose another microphone.',
  },
  flooded: {
    message: 'This page sent more than a conversation can hold.',
    remedy: 'Wait a moment, then start a new session.',
  },
  not_ready: { message: 'The session is not ready yet.', remedy: 'Wait until the page says that it is ready.' },
  busy: { message: 'The server has no room for another conversation.', remedy: 'Try again in a minute.' },
  busy_network: {
    message: 'All the places that this server has for one network are taken.',
    remedy: 'Wait until somebody in your network has finished, or use another network.',
  },
  draining: { message: 'The server is being updated.', remedy: 'Start a new session in a few seconds.' },
  resume_expired: {
    message: 'The connection was away for too long, and the conversation has ended.',
    remedy: 'Start a new session.',
  },
  session_idle: {
    message: 'The session ended because nobody spoke for a while.',
    remedy: 'Start a new session when you want to go on.',
  },
  session_limit: {
    message: 'The session reached the longest time that this server allows.',
    remedy: 'Start a new session to go on.',
  },
  upstream_no_credentials: {
    message: 'The server could not sign in to the voice service.',
    remedy: 'On your own machine, run az login; in Azure, give the server a managed identity. Its log has the reason.',
  },
  upstream_unknown_host: {
    message: 'The name of the voice service could not be found.',
    remedy: 'Check the spelling of the endpoint, and the DNS of the server.',
  },
  upstream_untrusted: {
    message: 'The voice service could not be reached over a secure connection.',
    remedy:
      'Check that the endpoint is the address of the resource itself, and that no proxy replaces its certificate.',
  },
  upstream_unreachable: {
    message: 'The voice service could not be reached.',
    remedy: 'Check the endpoint and the network of the server.',
  },
  upstream_timeout: {
    message: 'The voice service did not answer in time.',
    remedy: 'Try again; if it happens again, check the status of the service.',
  },
  upstream_unauthorized: {
    message: 'The voice service did not accept the credentials of the server.',
    remedy: 'Check the key, or sign the server in.',
  },
  upstream_forbidden: {
    message: 'The server may not use the voice service.',
    remedy: 'Give its identity the roles Cognitive Services User and Foundry User.',
  },
  upstream_not_found: {
    message: 'The voice service does not know this address, version or model.',
    remedy: 'Check the endpoint, the API version and the model.',
  },
  upstream_throttled: {
    message: 'The voice service is receiving too many requests.',
    remedy: 'Wait a minute, then start a new session.',
  },
  upstream_unavailable: {
    message: 'The voice service is out of order.',
    remedy: 'Try again in a minute; if it lasts, check the status of the service.',
  },
  upstream_refused: {
    message: 'The voice service refused the connection.',
    remedy: 'Look at the log of the server for the reason.',
  },
  upstream_rejected: {
    message: 'The voice service did not accept the settings of this agent.',
    remedy: 'Check its model or Foundry agent, voice and version; the log of the server has the reason.',
  },
  upstream_closed_early: {
    message: 'The voice service ended the connection before the session began.',
    remedy: 'Try again; if it happens again, look at the log of the server for the reason.',
  },
  upstream_lost: { message: 'The connection to the voice service was lost.', remedy: 'Start a new session.' },
  upstream_policy: {
    message: 'The voice service ended the session, because something in it was against its rules.',
    remedy: 'Start a new session; if it happens again, look at the log of the server for the reason.',
  },
  upstream_error: {
    message: 'The voice service reported a problem.',
    remedy: 'Go on talking; if it happens again, start a new session.',
  },
  upstream_no_turns: {
    message: 'The voice service does not listen for turns in this session.',
    remedy: 'Type instead; the log of the server says what the service changed.',
  },
  answer_failed: { message: 'The agent could not finish its answer.', remedy: 'Ask again, perhaps in other words.' },
  answer_quota: {
    message: 'The quota of the voice service is used up, so that the agent cannot answer.',
    remedy: 'Whoever runs this server can raise the quota of the model, or choose another one.',
  },
  answer_throttled: {
    message: 'The agent has been asked too much in too short a time.',
    remedy: 'Wait a minute, then ask again.',
  },
  answer_filtered: {
    message: 'The content filter of the service stopped this answer.',
    remedy: 'Ask in other words, or about something else.',
  },
  answer_unavailable: {
    message: 'The voice service has a problem of its own, and could not answer.',
    remedy: 'Ask again in a moment; if it lasts, check the status of the service.',
  },
  answer_too_long: {
    message: 'This answer reached the longest length that is allowed, and ends here.',
    remedy: 'Ask the agent to go on, or to be brief.',
  },
  mcp_unavailable: {
    message: 'Some of the tools of the agent are not available.',
    remedy: 'Go on without them; the log of the server names the MCP server that did not answer.',
  },
  page_slow: {
    message: 'This page could not take the answer as fast as it came.',
    remedy: 'Check your network, close what else uses it, then start a new session.',
  },
  internal: {
    message: 'Something went wrong in the server.',
    remedy: 'Start a new session; the log of the server has the details.',
  },
} as const satisfies Record<ErrorCode, Sentences>
