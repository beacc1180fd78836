import { Io } from '../src/frame/io.js'
import type { MessageCodec } from '../src/message/define.js'

/** Answers whatever a field reads with something that makes it read on, and takes down what it asked for. */
class Tracer extends Io {
  readonly steps: string[] = []
  #left = 1

  override get left(): number {
    return this.#left-- > 0 ? 1 : 0
  }

  override bound(value: number, least: number, most: number, above = 'protocol-violation'): number {
    this.steps.push(`from ${least} to ${most}${above === 'protocol-violation' ? '' : `, else ${above}`}`)
    return value
  }

  override byte(): number {
    this.steps.push('byte')
    return 0
  }

  override number(_value: number | undefined, least: number, most: number, above?: Parameters<Io['bound']>[3]): number {
    this.steps.push('varint')
    return this.bound(Math.min(least + 1, most), least, most, above)
  }

  override bytes(length: number): Uint8Array {
    this.steps.push('bytes')
    return new Uint8Array(length)
  }
}

/** What stands on the wire for a message: each field by name, what it is made of, and what is not spelled. */
export function shapeOf(type: string, { kind, parts, usual }: MessageCodec): string {
  const before: Record<string, unknown> = {}
  const fields = parts.map(([name, part]) => {
    const tracer = new Tracer()
    const spared = typeof part !== 'function'
    before[name] = (spared ? part[1] : part)(tracer, undefined, before)
    const usual = spared ? `, unless ${JSON.stringify(part[0])}` : ''
    return `  ${name}${usual}: ${tracer.steps.join('; ')} -> ${JSON.stringify(before[name])}`
  })
  return [`${kind} ${type}${usual === null ? ', or of the socket' : ''}`, ...fields].join('\n')
}
