import { showMoney } from '../format/money'
import { showNumber } from '../format/number'
import { summarize } from '../items/summary'
import { useReplica } from '../replica/replica'

export function SummaryCard() {
  const { items, counted, pieces, missing, surplus, differenceMinor } = useReplica((r) => summarize(r.items.list()))
  const rows = [
    { term: 'Items counted', value: `${showNumber(counted)} of ${showNumber(items)}` },
    { term: 'Pieces counted', value: showNumber(pieces) },
    { term: 'Missing', value: showNumber(missing), tone: missing > 0 ? 'missing' : undefined },
    { term: 'Too many', value: showNumber(surplus), tone: surplus > 0 ? 'surplus' : undefined },
    { term: 'Value of the difference', value: showMoney(differenceMinor) },
  ]
  return (
    <section className="card summary" aria-labelledby="summary-title">
      <h2 id="summary-title">This count</h2>
      <dl>
        {rows.map(({ term, value, tone }) => (
          <div key={term} data-tone={tone}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className="hint">Pick an item to see and edit all of it.</p>
    </section>
  )
}
