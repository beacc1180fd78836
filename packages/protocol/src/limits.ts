/**
 * Every bound of the protocol. Sizes are in bytes, times in milliseconds. A decoder checks a size or a count against
 * its bound before it allocates for it (rule 15), so what a hostile peer can make us hold is written on this page.
 */
export const limits = {
  /** One WebSocket frame: what is decoded, or waits to be sent, in one piece. */
  frame: 1_048_576,
  /** Messages in one frame: bounds the objects that a frame of three-byte messages turns into. */
  messagesPerFrame: 16_384,
  /** A packet, the unit that is applied whole (rule 15). */
  packet: 16_777_216,
  /** A message put together from fragments: a packet and generous room for its header. */
  message: 16_842_752,
  /** What `splitIntoFrames` puts in one fragment, and `pushesOf` in one push: small enough that a cut costs little. */
  chunk: 262_144,
  /** Fragmented messages under way at once on a socket: one per priority is plenty. */
  streams: 4,
  /** What a slice of "everything since p" aims at. A single larger cell makes a larger slice. */
  sliceTarget: 65_536,
  /** The key of a cursor: room for a record id, an element and two columns. */
  cursorKey: 4_096,
  /** A record id or an element of a set or tally, as UTF-8. */
  key: 1_024,
  /** A column's descriptor, as UTF-8. */
  columnName: 256,
  /** Columns in one `declare`, and columns a space may have under one nonce. */
  columns: 16_384,
  /** How far the life of a row may be ahead of the relay's: an honest history gains one per delete or revival. */
  lifeStep: 1_000,
  /** Ranges of one replica id that a relay keeps beyond the contiguous frontier (rule 2). */
  rangesBeyondFrontier: 64,
  /** Replica ids a device may call its own: one per boot that still has packets it keeps. */
  ownIds: 4_096,
  /** Words of one table. */
  wordsPerTable: 65_536,
  /** A space's name, as UTF-8. */
  spaceName: 512,
  /** A token, as UTF-8: a large JWT fits. */
  token: 16_384,
  /** Explanations for people, as UTF-8: longer ones are cut when written. */
  explanation: 1_024,
  /** Names of cells in a refusal: the first so many are told. */
  refusedCells: 256,
  /** One name of a cell in a refusal, as UTF-8: longer ones are cut when written. */
  cellName: 3_072,
  /** The greatest handle: small, so that the header of a `deltas` is short, and many enough to give each session a fresh one. */
  handle: 65_535,
  /** Spaces open at once on one socket. */
  spacesPerSocket: 64,
  /** What a socket may send before one of its spaces is authorized: an `open` with all ids and a large token. */
  unauthorized: 65_536,
  /** From the socket's opening until a space must be open, and from a `connect` or `open` until the answer. */
  openDeadlineMs: 10_000,
  /** Nothing heard for so long: ask. Shorter than the idle time-outs of common proxies and mobile gateways (30 s and more). */
  heartbeatMs: 15_000,
  /** Nothing heard for so long, the question included: the socket is dead, whatever its state says. */
  silenceMs: 30_000,
  /** How long a question may go unanswered when there is a reason to doubt the socket: the network changed, the tab was shown again. */
  probeMs: 5_000,
  /** A session that was live this long made progress: the next failure starts the back-off anew. */
  settledMs: 30_000,
  /** The span of the first back-off. */
  backoffBaseMs: 500,
  /** The span that no back-off is longer than. */
  backoffCapMs: 30_000,
} as const
