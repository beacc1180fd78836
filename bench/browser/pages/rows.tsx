import { useLayoutEffect, type ReactNode } from 'react'
import type { Item } from '../data.js'

/** What fits on a screen. */
export const WINDOW = 50

export interface Row extends Item {
  readonly id: string
}

/** Since the page was navigated to, in ms; null: not yet. */
export interface Rendered {
  /** The first render that had as many records. */
  readonly at: (count: number) => number | null
}

const firstRender = new Map<number, number>()

export const rendered: Rendered = { at: (count) => firstRender.get(count) ?? null }

/** The same window of rows over whichever library holds the records. */
export function Rows({ size, rows }: { readonly size: number; readonly rows: readonly Row[] }): ReactNode {
  useLayoutEffect(() => {
    if (!firstRender.has(size)) firstRender.set(size, performance.now())
  }, [size])
  return (
    <table>
      <caption>{size}</caption>
      <tbody>
        {rows.map(({ id, name, quantity, price, tag }) => (
          <tr key={id} id={id}>
            <td>{name}</td>
            <td className="quantity">{quantity}</td>
            <td>{price}</td>
            <td>{tag}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
