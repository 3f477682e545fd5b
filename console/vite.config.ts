import { defineConfig } from 'vite';

// The functions serve the built page at /console/. In development, the mock or `make run` answers /api (KUBETASK_API).
const api = process.env['KUBETASK_API'] ?? 'http://127.0.0.1:8099';

export default defineConfig({
  base: '/console/',
  server: { host: '127.0.0.1', proxy: { '/api': { target: api } } },
  // No file becomes a data: URL, and no script is inline: the page's policy allows neither.
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false }, cssCodeSplit: false, reportCompressedSize: false },
});
