/** The little of the page's wire that the yardsticks speak: sound behind a header that says nothing. */

import { Buffer } from 'node:buffer'
import { ANSWER_FRAME_HEADER_BYTES } from '../../shared/answer-frame.ts'

const header = Buffer.alloc(ANSWER_FRAME_HEADER_BYTES)

export const answerFrame = (pcm: Uint8Array): Buffer => Buffer.concat([header, pcm])
