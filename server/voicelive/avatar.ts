/** Exists to describe the avatar that a session may show. */
import * as z from 'zod'

/** A STUN or TURN server of the service; `session.updated` carries the list with its short-lived credentials. */
export const iceServer = z.strictObject({
  urls: z.array(z.string()),
  username: z.string().optional(),
  credential: z.string().optional(),
})

const point = z.array(z.number())

export const videoCrop = z.strictObject({ top_left: point, bottom_right: point })
export const videoResolution = z.strictObject({ width: z.number(), height: z.number() })

/** `color` as `#RRGGBBAA`, or `image_url`; not both (docs). */
export const background = z.strictObject({ color: z.string().optional(), image_url: z.string().optional() })

/** Docs: `bitrate` is 2 000 000 bit/s and `gop_size` 10 (1 to 2000) when absent. */
export const videoParams = z.strictObject({
  bitrate: z.number().optional(),
  codec: z.literal('h264').optional(),
  crop: videoCrop.optional(),
  resolution: videoResolution.optional(),
  background: background.optional(),
  gop_size: z.number().optional(),
})

/** Where a photo avatar stands: positions −1 to 1, rotations in radians (docs; their defaults are marked there as unverified). */
export const scene = z.strictObject({
  zoom: z.number().optional(),
  position_x: z.number().optional(),
  position_y: z.number().optional(),
  rotation_x: z.number().optional(),
  rotation_y: z.number().optional(),
  rotation_z: z.number().optional(),
  amplitude: z.number().optional(),
})

/** Values are those of the SDK 1.1.0 enums. A photo avatar needs `type` and `model` (samples). */
export const avatar = z.strictObject({
  type: z.enum(['video-avatar', 'photo-avatar']).optional(),
  ice_servers: z.array(iceServer).optional(),
  character: z.string(),
  style: z.string().optional(),
  model: z.enum(['vasa-1']).optional(),
  customized: z.boolean(),
  video: videoParams.optional(),
  scene: scene.optional(),
  output_protocol: z.enum(['webrtc', 'websocket']).optional(),
  output_audit_audio: z.boolean().optional(),
})
