/** How this server names itself to the voice service, so that its requests can be told from others in Azure's logs. */

/** The version is that of package.json: a test holds the two together. */
export const USER_AGENT = 'voice-live-web/0.1.0'
