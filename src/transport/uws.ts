import type * as Engine from 'uWebSockets.js';
import { createRequire } from 'node:module';
import { noEngine } from './no-engine.ts';

// Read once, when the engine is loaded. Its own 4 KB are too little for browsers with many cookies, and it refuses
// heads above them only when they come in two segments.
process.env['UWS_HTTP_MAX_HEADERS_SIZE'] ??= '16384';

export const uws = load();

function load(): typeof Engine {
  try {
    return createRequire(import.meta.url)('uWebSockets.js') as typeof Engine;
  } catch (error) {
    throw noEngine((error as Error).message, process);
  }
}
