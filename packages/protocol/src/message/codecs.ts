import type { MessageCodec } from './define.js'
import { downCodecs } from './down.js'
import type { DownMessage } from './down.js'
import { upCodecs } from './up.js'
import type { UpMessage } from './up.js'

export type Message = UpMessage | DownMessage

export type Direction = 'up' | 'down'

/** What may come in a direction. */
export type MessageOf<D extends Direction> = D extends 'up' ? UpMessage : DownMessage

const byType: ReadonlyMap<string, MessageCodec<Message>> = new Map(
  Object.entries({ ...upCodecs, ...downCodecs }) as [string, MessageCodec<Message>][],
)

function byCode<M extends Message>(codecs: object): ReadonlyMap<number, MessageCodec<M>> {
  return new Map((Object.values(codecs) as MessageCodec<M>[]).map((codec) => [codec.code, codec]))
}

const readers: { readonly [D in Direction]: ReadonlyMap<number, MessageCodec<MessageOf<D>>> } = {
  up: byCode<UpMessage>(upCodecs),
  down: byCode<DownMessage>(downCodecs),
}

export function codecOfType(type: string): MessageCodec<Message> | undefined {
  return byType.get(type)
}

export function codecOfCode<D extends Direction>(direction: D, code: number): MessageCodec<MessageOf<D>> | undefined {
  return readers[direction].get(code)
}
