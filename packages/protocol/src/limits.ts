/*
 * Every bound of the protocol. Sizes are in bytes, times in milliseconds. A decoder checks a size or a count against
 * its bound before it allocates for it (rule 15), so what a hostile peer can make us hold is written on this page.
 * Import it as a namespace: then a bundle holds the numbers that are used, and no names.
 */

/** One WebSocket frame: what is decoded, or waits to be sent, in one piece. */
export const frame = 1_048_576
/** Messages in one frame: bounds the objects that a frame of two-byte messages turns into. */
export const messagesPerFrame = 16_384
/** A packet, the unit that is applied whole (rule 15). */
export const packet = 16_777_216
/** A message put together from fragments: a packet and generous room for its header. */
export const message = 16_842_752
/** What `splitIntoFrames` puts in one fragment, and `pushesOf` in one push: small enough that a cut costs little. */
export const chunk = 262_144
/** Fragmented messages under way at once on a socket: one per priority is plenty. */
export const streams = 4
/** The key of a cursor: room for a record id, an element and two columns. */
export const cursorKey = 4_096
/** A record id or an element of a set or tally, as UTF-8. */
export const key = 1_024
/** A column's descriptor, as UTF-8. */
export const columnName = 256
/** Columns in one `declare`, and columns a space may have under one nonce. */
export const columns = 16_384
/** How far the life of a row may be ahead of the relay's: an honest history gains one per delete or revival. */
export const lifeStep = 1_000
/** Ranges of one replica id that a relay keeps beyond the contiguous frontier (rule 2). */
export const rangesBeyondFrontier = 64
/** Replica ids a device may call its own: one per boot that still has packets it keeps. */
export const ownIds = 4_096
/** Ranges refused for good, of all ids of a device together, of which it is told. */
export const voids = 16_384
/** Words of one table. */
export const wordsPerTable = 65_536
/** A space's name, as UTF-8. */
export const spaceName = 512
/** Whose a replica id is, as UTF-8, where links pass it on: what `authorize` calls a person. */
export const principal = 4_096
/** A token, as UTF-8: a large JWT fits. */
export const token = 16_384
/** Explanations for people, as UTF-8: longer ones than a third of it in characters are cut when written. */
export const explanation = 1_024
/** Names of cells in a refusal: the first so many are told. */
export const refusedCells = 256
/** One name of a cell in a refusal, as UTF-8: longer ones than a third of it in characters are cut when written. */
export const cellName = 3_072
/** The greatest handle: small, so that the header of a `deltas` is short, and many enough to give each session a fresh one. */
export const handle = 65_535
/** Spaces open at once on one socket. */
export const spacesPerSocket = 64
/** What a socket may send before one of its spaces is authorized: an `open` with all ids and a large token. */
export const unauthorized = 65_536
/** From the socket's opening until a space must be open, and from a `connect` or `open` until the answer. */
export const openDeadlineMs = 10_000
/** Nothing heard for so long: ask. Shorter than the idle time-outs of common proxies and mobile gateways (30 s and more). */
export const heartbeatMs = 15_000
/** Nothing heard for so long, the question included: the socket is dead, whatever its state says. */
export const silenceMs = 30_000
/** How long a question may go unanswered when there is a reason to doubt the socket: the network changed, the tab was shown again. */
export const probeMs = 5_000
/** A session that was live this long made progress: the next failure starts the back-off anew. */
export const settledMs = 30_000
/** The span of the first back-off. */
export const backoffBaseMs = 500
/** The span that no back-off is longer than. */
export const backoffCapMs = 30_000
