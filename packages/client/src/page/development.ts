declare const process: { readonly env: { readonly NODE_ENV?: string } }

/** Bundlers replace the expression; where nobody did, there is no `process` and no warning. */
export function isDevelopment(): boolean {
  try {
    return process.env.NODE_ENV !== 'production'
  } catch {
    return false
  }
}

const warned = new Set<string>()

/** Once per code and page. */
export function warnOnce(code: string, message: string): void {
  if (warned.has(code) || !isDevelopment()) return
  warned.add(code)
  console.warn(`torsor [${code}]: ${message}`)
}
