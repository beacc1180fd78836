export * from '@torsor/core'
