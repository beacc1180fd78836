interface ImportMetaEnv {
  /** The relay of a deployed build; without it, port 8787 of the host that serves the app. */
  readonly VITE_RELAY?: string
}
