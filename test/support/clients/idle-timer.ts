/**
 * The WebSocket library inside of stock pusher-js sets a timer of 30 s when it closes a socket that is closed already, and
 * never takes it back: it would keep a test's process waiting for nothing. Import this before the client is made.
 */
const closeTimeout = 30_000;
const start = globalThis.setTimeout;

globalThis.setTimeout = Object.assign((run: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => {
  const timer = start(run, ms, ...args);
  return ms === closeTimeout ? timer.unref() : timer;
}, start) as typeof start;
