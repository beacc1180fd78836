export * from '@torsor/client'
