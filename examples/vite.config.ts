import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const pages = ['webinar', 'ticket', 'chat-room', 'call', 'course'];

export default defineConfig({
  root: here('.'),
  base: '/examples/',
  build: {
    outDir: here('../dist/examples'),
    emptyOutDir: true,
    rollupOptions: {
      input: {
        index: here('index.html'),
        ...Object.fromEntries(pages.map((page) => [page, here(`${page}/index.html`)])),
      },
    },
  },
  // `npx vite examples` beside a running server: pages from here, everything else from there.
  server: { proxy: { '/apps': 'http://127.0.0.1:6001', '/app': { target: 'ws://127.0.0.1:6001', ws: true } } },
});
