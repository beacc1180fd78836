export * from '@torsor/client/worker'
