import { behindCodec } from './behind.js'
import type { BehindMessage } from './behind.js'
import { caughtUpCodec } from './caught-up.js'
import type { CaughtUpMessage } from './caught-up.js'
import { closedCodec } from './closed.js'
import type { ClosedMessage } from './closed.js'
import { confirmedCodec } from './confirmed.js'
import type { ConfirmedMessage } from './confirmed.js'
import type { MessageCodec } from './define.js'
import { deltasCodec } from './deltas.js'
import type { DeltasMessage } from './deltas.js'
import { digestCodec } from './digest.js'
import type { DigestMessage } from './digest.js'
import { errorCodec } from './error.js'
import type { ErrorMessage } from './error.js'
import { fragmentCodec } from './fragment.js'
import type { FragmentMessage } from './fragment.js'
import { openedCodec } from './opened.js'
import type { OpenedMessage } from './opened.js'
import { ownDeltasCodec } from './own-deltas.js'
import type { OwnDeltasMessage } from './own-deltas.js'
import { pingCodec } from './ping.js'
import type { PingMessage } from './ping.js'
import { pongCodec } from './pong.js'
import type { PongMessage } from './pong.js'
import { refusedCodec } from './refused.js'
import type { RefusedMessage } from './refused.js'
import { sliceCodec } from './slice.js'
import type { SliceMessage } from './slice.js'

/** Everything a relay may say to a client. */
export type DownMessage =
  | OpenedMessage
  | SliceMessage
  | CaughtUpMessage
  | DeltasMessage
  | OwnDeltasMessage
  | ConfirmedMessage
  | BehindMessage
  | DigestMessage
  | RefusedMessage
  | ErrorMessage
  | ClosedMessage
  | PingMessage
  | PongMessage
  | FragmentMessage

export const downCodecs: { readonly [T in DownMessage['type']]: MessageCodec } = {
  opened: openedCodec,
  slice: sliceCodec,
  'caught-up': caughtUpCodec,
  deltas: deltasCodec,
  'own-deltas': ownDeltasCodec,
  confirmed: confirmedCodec,
  behind: behindCodec,
  digest: digestCodec,
  refused: refusedCodec,
  error: errorCodec,
  closed: closedCodec,
  ping: pingCodec,
  pong: pongCodec,
  fragment: fragmentCodec,
}
