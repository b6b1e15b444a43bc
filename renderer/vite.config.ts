/** How the window is built: from this folder into `out/renderer`, with nothing that its content policy would refuse. */
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  // Relative, because the same files are served over HTTP and from Electron's own scheme.
  base: './',
  plugins: [react()],
  build: {
    outDir: process.env['MOORAGE_RENDERER_OUT'] ?? here('../out/renderer'),
    emptyOutDir: true,
    target: 'es2022',
    // Inlined files would be `data:` URLs, which only images may be.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
});
