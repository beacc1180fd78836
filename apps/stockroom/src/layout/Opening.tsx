/** Shown while the disk is read: usually for a blink, so it must not flash. */
export function Opening() {
  return (
    <main className="opening" aria-busy="true">
      <p>Opening the stockroom…</p>
    </main>
  )
}
