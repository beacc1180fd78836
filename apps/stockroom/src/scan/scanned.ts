/** What became of the last code that was scanned. */
export type Scanned = { readonly found: true; readonly id: string } | { readonly found: false; readonly code: string }
