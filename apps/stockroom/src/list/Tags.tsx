import type { Mark } from '../replica/marks'

interface TagsProps {
  readonly marks: ReadonlySet<Mark>
  readonly labels: ReadonlySet<string>
}

export function Tags({ marks, labels }: TagsProps) {
  return (
    <>
      {[...marks].sort().map((mark) => (
        <span key={`mark ${mark}`} className="tag" data-mark={mark}>
          {mark}
        </span>
      ))}
      {[...labels].sort().map((label) => (
        <span key={`label ${label}`} className="tag">
          {label}
        </span>
      ))}
    </>
  )
}
