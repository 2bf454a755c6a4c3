/** Which upgrades Node hands to the WebSocket server. */

/** Any other upgrade is an ordinary request; without this, such a connection would never be answered. */
export const shouldUpgradeCallback = ({
  headers,
}: Readonly<{ headers: Readonly<{ upgrade?: string | undefined }> }>): boolean =>
  headers.upgrade?.toLowerCase() === 'websocket'
