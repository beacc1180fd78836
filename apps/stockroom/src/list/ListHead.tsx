/** Column titles for the eye; the controls of each row carry their own labels. */
export function ListHead() {
  return (
    <div className="list-head" aria-hidden="true">
      <span>Item</span>
      <span>Shelf</span>
      <span className="number">Expected</span>
      <span className="centre">Counted</span>
      <span className="number">Difference</span>
      <span>Last count</span>
    </div>
  )
}
