import { useDeferredValue, useRef, useState } from 'react'
import { EmptyStockroom } from '../catalogue/EmptyStockroom'
import { useImport } from '../catalogue/useImport'
import { ImportProgressBar } from '../catalogue/ImportProgressBar'
import { ItemEditor } from '../editor/ItemEditor'
import { noFilter, visibleIds, type Filter } from '../items/filter'
import { useShortcuts } from '../keyboard/useShortcuts'
import { ItemList, type ListHandle } from '../list/ItemList'
import { place, useReplica } from '../replica/replica'
import { ScanCard } from '../scan/ScanCard'
import { Banner } from '../status/Banner'
import { Notices } from '../status/Notices'
import { SummaryCard } from '../status/SummaryCard'
import { Toolbar } from '../toolbar/Toolbar'
import { Header } from './Header'
import { Sheet } from './Sheet'
import { useMedia, wide } from './useMedia'

export function StockroomPage() {
  const [filter, setFilter] = useState<Filter>(noFilter)
  const [current, setCurrent] = useState<string | null>(null)
  const [open, setOpen] = useState<string | null>(null)
  const list = useRef<ListHandle>(null)
  const imports = useImport()
  const twoColumns = useMedia(wide)

  const shown = useDeferredValue(filter)
  const ids = useReplica((r) => visibleIds(r.items.list(), shown, current))
  const total = useReplica((r) => r.items.size)
  useShortcuts({ list, onClose: () => setOpen(null) })

  const close = () => {
    setOpen(null)
    if (open !== null) list.current?.focus(open)
  }
  const change = (next: Filter) => {
    setFilter(next)
    setCurrent(null)
  }
  const editor = open !== null && <ItemEditor key={open} id={open} onClose={close} />

  return (
    <div className="page">
      <Header imports={imports} onAdd={setOpen} />
      <Banner />
      <Notices />
      <ImportProgressBar imports={imports} />
      <main className="columns">
        <section className="stock" aria-label={`Items of ${place.space}`}>
          {total === 0 ? (
            <EmptyStockroom imports={imports} onAdd={setOpen} />
          ) : (
            <>
              <Toolbar filter={filter} onChange={change} shown={ids.length} total={total} list={list} />
              <ItemList ref={list} ids={ids} current={current} onCurrent={setCurrent} onOpen={setOpen} allRows={place.allRows} />
            </>
          )}
        </section>
        <aside className="side" aria-label="Scan and details">
          <ScanCard onOpen={setOpen} />
          {twoColumns && (editor || <SummaryCard />)}
        </aside>
      </main>
      {!twoColumns && (
        <Sheet open={open !== null} onClose={close}>
          {editor}
        </Sheet>
      )}
    </div>
  )
}
