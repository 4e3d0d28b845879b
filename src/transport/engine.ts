import type * as Engine from 'uWebSockets.js';
import { createRequire } from 'node:module';

// Read once, when the engine is loaded. Its own 4 KB are too little for browsers with many cookies, and it refuses
// heads above them only when they come in two segments.
process.env['UWS_HTTP_MAX_HEADERS_SIZE'] ??= '16384';

export const engine = createRequire(import.meta.url)('uWebSockets.js') as typeof Engine;
