/** @returns whether there was such a row to focus */
export function focusRow(row: Element | null | undefined): boolean {
  const target = row?.querySelector<HTMLElement>('[data-row-focus]')
  target?.focus({ preventScroll: true })
  return target !== null && target !== undefined
}
