// Alive, and never serves: what a page sees when serveReplica was forgotten.
addEventListener('message', () => undefined)
