const paths = {
  search: 'M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13Zm4.7 11.2L20 20',
  scan: 'M4 8V5a1 1 0 0 1 1-1h3m8 0h3a1 1 0 0 1 1 1v3m0 8v3a1 1 0 0 1-1 1h-3m-8 0H5a1 1 0 0 1-1-1v-3m4-8v8m3-8v8m2-8v8m3-8v8',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  menu: 'M5 7h14M5 12h14M5 17h14',
  close: 'M6 6l12 12M18 6 6 18',
  up: 'm6 14 6-6 6 6',
  down: 'm6 10 6 6 6-6',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  cloud: 'M7.5 18.5a4.5 4.5 0 0 1-.6-8.96 5.5 5.5 0 0 1 10.6 1.06A3.98 3.98 0 0 1 17 18.5Z',
  offline: 'M9.2 6.6A5.5 5.5 0 0 1 17.5 10.6a4 4 0 0 1 2.4 6.6M16.2 18.5H7.5a4.5 4.5 0 0 1-.6-8.96M4 4l16 16',
  waiting: 'M12 4v10m0-10-4 4m4-4 4 4M5 19h14',
  upload: 'M12 16V5m0 0L7.5 9.5M12 5l4.5 4.5M5 19h14',
  download: 'M12 5v11m0 0 4.5-4.5M12 16l-4.5-4.5M5 19h14',
  boxes: 'M4 8.5 12 4l8 4.5v7L12 20l-8-4.5Zm0 0 8 4.5 8-4.5M12 13v7',
  bin: 'M5 7h14M10 7V4.5h4V7m-7 0 .8 12.5h8.4L17 7',
  keyboard: 'M4 7h16v10H4Zm3 3h.01M10 10h.01M13 10h.01M16.5 10h.01M8 14h8',
} as const

export type IconName = keyof typeof paths

/** Decoration only: the text beside it, or the control's label, says what it means. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} fill="none" stroke="currentColor" strokeWidth="1.9" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  )
}
