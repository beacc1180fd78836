import { TorsorError } from '@torsor/core'
import { Component, type ReactNode } from 'react'

interface State {
  readonly error: Error | null
}

/** The page of last resort. What was counted is on the disk of this device, whatever happens to the page. */
export class Failure extends Component<{ children: ReactNode }, State> {
  override readonly state: State = { error: null }

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  override render(): ReactNode {
    const { error } = this.state
    if (error === null) return this.props.children
    return (
      <main className="failure" role="alert">
        <h1>The stockroom could not go on</h1>
        <p>{error.message}</p>
        {error instanceof TorsorError && (
          <p>
            <a href={error.docs}>{error.code}</a>
          </p>
        )}
        <button type="button" className="button primary" onClick={() => location.reload()}>
          Open it again
        </button>
      </main>
    )
  }
}
