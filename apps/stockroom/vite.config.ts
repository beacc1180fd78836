import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'

const manifest = {
  name: 'Stockroom',
  short_name: 'Stockroom',
  description: 'A warehouse stock count that works offline, on several devices at once.',
  start_url: '.',
  display: 'standalone',
  background_color: '#f4f1ea',
  theme_color: '#f4f1ea',
  categories: ['business', 'productivity'],
  icons: [
    { src: 'icons/icon-192.png', sizes: '192x192', type: 'image/png' },
    { src: 'icons/icon-512.png', sizes: '512x512', type: 'image/png' },
    { src: 'icons/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    { src: 'icons/icon.svg', sizes: 'any', type: 'image/svg+xml' },
  ],
} as const

export default defineConfig(({ command, isPreview }) => ({
  // While developing, the packages' sources; the built app stands on what the packages publish.
  resolve: { conditions: [...(command === 'serve' && !isPreview ? ['@torsor/source'] : []), ...defaultClientConditions] },
  build: { target: 'es2023', sourcemap: true },
  worker: { format: 'es' },
  plugins: [
    react(),
    VitePWA({
      registerType: 'prompt',
      manifest: { ...manifest, icons: [...manifest.icons], categories: [...manifest.categories] },
      workbox: {
        // Everything, the replica's worker included: the app must open with no network at all.
        // Of the font, what most names are written in; other scripts come over the network, or from the system.
        globPatterns: ['**/*.{html,js,css,svg,png,csv}', '**/inter-latin-*.woff2'],
        navigateFallback: 'index.html',
        cleanupOutdatedCaches: true,
        clientsClaim: true,
      },
    }),
  ],
}))
