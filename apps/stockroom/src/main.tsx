import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '@fontsource-variable/inter/wght.css'
import { App } from './App'
import './styles/tokens.css'
import './styles/base.css'
import './styles/controls.css'
import './styles/layout.css'
import './styles/status.css'
import './styles/toolbar.css'
import './styles/list.css'
import './styles/scan.css'
import './styles/editor.css'
import './styles/dialogs.css'

const container = document.querySelector('#root')
if (container === null) throw new Error('index.html has no #root')
createRoot(container).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
