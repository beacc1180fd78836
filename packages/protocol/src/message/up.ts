import { closeCodec } from './close.js'
import type { CloseMessage } from './close.js'
import { declareCodec } from './declare.js'
import type { DeclareMessage } from './declare.js'
import type { MessageCodec } from './define.js'
import { fragmentCodec } from './fragment.js'
import type { FragmentMessage } from './fragment.js'
import { openCodec } from './open.js'
import type { OpenMessage } from './open.js'
import { pingCodec } from './ping.js'
import type { PingMessage } from './ping.js'
import { pongCodec } from './pong.js'
import type { PongMessage } from './pong.js'
import { pushCodec } from './push.js'
import type { PushMessage } from './push.js'
import { renewCodec } from './renew.js'
import type { RenewMessage } from './renew.js'

/** Everything a client may say to a relay. */
export type UpMessage =
  | OpenMessage
  | DeclareMessage
  | PushMessage
  | RenewMessage
  | CloseMessage
  | PingMessage
  | PongMessage
  | FragmentMessage

export const upCodecs: { readonly [T in UpMessage['type']]: MessageCodec } = {
  open: openCodec,
  declare: declareCodec,
  push: pushCodec,
  renew: renewCodec,
  close: closeCodec,
  ping: pingCodec,
  pong: pongCodec,
  fragment: fragmentCodec,
}
