import { showNumber } from '../format/number'
import { Icon } from '../icons/Icon'
import type { Imports } from './useImport'

export function ImportProgressBar({ imports: { state, cancel, dismiss } }: { imports: Imports }) {
  if (state.phase === 'idle') return null
  if (state.phase === 'running') {
    const { done, total } = state.progress
    return (
      <div className="import" data-phase="running">
        <label htmlFor="import-progress">
          Importing {state.title}: {showNumber(done)} of {showNumber(total)}
        </label>
        <progress id="import-progress" value={done} max={total} />
        <button type="button" className="button small" onClick={cancel}>
          Stop
        </button>
      </div>
    )
  }
  return (
    <div className="import" data-phase={state.phase} role={state.phase === 'failed' ? 'alert' : 'status'}>
      {state.phase === 'failed' ? (
        <span>
          {state.title} was not imported. {state.why}
        </span>
      ) : (
        <span>
          {showNumber(state.items)} items imported from {state.title}.
          {state.problems.length > 0 && (
            <details>
              <summary>{showNumber(state.problems.length)} lines were left out</summary>
              <ul>
                {state.problems.slice(0, 50).map(({ line, why }) => (
                  <li key={line}>
                    Line {line}: {why}
                  </li>
                ))}
              </ul>
            </details>
          )}
        </span>
      )}
      <button type="button" className="icon-button" aria-label="Dismiss" onClick={dismiss}>
        <Icon name="close" size={18} />
      </button>
    </div>
  )
}
