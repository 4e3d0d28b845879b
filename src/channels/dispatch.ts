import { closeCodes } from '../protocol/close-codes.ts';
import { type Decoded, decode } from '../protocol/decode.ts';
import * as encode from '../protocol/encode.ts';
import type { Subscribe } from '../protocol/types/client-frame.ts';
import { clientEvent } from './client-event.ts';
import { sendError } from './connection.ts';
import { type Core, inBackground } from './core.ts';
import { costOf, isEager, isHasty, overflows } from './rates/flood.ts';
import { fill, untilRoom } from './rates/leaky-bucket.ts';
import { record } from './record.ts';
import { untilReturn } from './returns.ts';
import { signIn } from './sign-in.ts';
import type { Connection, Waiting } from './state.ts';
import { refuseMalformed, subscribe } from './subscribe.ts';
import { unsubscribe } from './unsubscribe.ts';

/** [S14] One frame at a time: those behind one that waits for the cluster wait too; other connections do not. */
export function receive(core: Core, connection: Connection, text: string): void {
  if (!connection.open) return;
  if (!heard(core, connection, costOf(text.length))) return;
  if (connection.waiting !== undefined) return wait(core, connection, connection.waiting, text);
  const pending = goesLater(core, connection)
    ? handleLater(core, connection, text)
    : handle(core, connection, decode(text));
  if (pending === undefined) return;
  connection.waiting = { texts: [], bytes: 0 };
  inBackground(core, 'frame', catchUp(core, connection, pending), connection);
}

/** [L44] Many who each say little can stop the loop as well as few who say much. */
const goesLater = ({ turns }: Core, connection: Connection): boolean =>
  isEager(connection) && (isHasty(connection) || turns.crowded);

/** [L44] Who is quicker than its rate is served in turns with others of its kind, and behind everybody else. */
async function handleLater(core: Core, connection: Connection, text: string): Promise<void> {
  await core.turns.next(costOf(text.length));
  if (connection.open) await handle(core, connection, decode(text));
}

/** [L42] [L44] Whatever comes of a connection: a sign of life, or one message too many, that ends it. */
export function heard(core: Core, connection: Connection, cost: number): boolean {
  const tooMuch = overflows(connection, core.heartbeat.seen(connection), cost);
  const hasRoom = !isEager(connection) || core.turns.hear(cost) || !isHasty(connection);
  if (!tooMuch && hasRoom) return true;
  core.counters.floodsCut += 1;
  record(connection, 'cut-off', { why: 'it said more than it may' });
  if (connection.waiting !== undefined) connection.waiting.texts.length = 0;
  core.end(connection, closeCodes.overCapacity);
  return false;
}

/** [L12] It waits as text: that is smaller, and has a length to be bounded by. */
function wait(core: Core, connection: Connection, waiting: Waiting, text: string): void {
  waiting.bytes += bytesOf(text);
  waiting.texts.push(text);
  if (waiting.bytes <= core.bounds().waitingBytes) return;
  core.counters.waitingCut += 1;
  record(connection, 'cut-off', { why: 'more waited behind one of its messages than may wait' });
  waiting.texts.length = 0;
  core.end(connection, closeCodes.overCapacity);
}

const longest = 4096;
/** A short text takes more memory than its letters. */
const bytesOf = (text: string): number => text.length + 64;

async function catchUp(core: Core, connection: Connection, first: Promise<void>): Promise<void> {
  try {
    await first;
    // New ones come in behind while these take effect; one walk, as a shift of a long list costs its length.
    const waiting = connection.waiting ?? { texts: [], bytes: 0 };
    const { texts } = waiting;
    for (let next = 0; next < texts.length && connection.open; next += 1) {
      const text = texts[next] ?? '';
      texts[next] = '';
      waiting.bytes -= bytesOf(text);
      if (next === longest) next -= texts.splice(0, longest).length; // a client that is always ahead
      // [L44] Else all that waits could follow in one turn.
      await (isEager(connection) ? handleLater(core, connection, text) : handle(core, connection, decode(text)));
    }
  } catch (error) {
    core.end(connection, closeCodes.internal); // our fault, and only this connection's end
    throw error;
  } finally {
    connection.waiting = undefined;
  }
}

/** [L13] Past the rate a subscribe is not refused, as clients never ask twice: it waits, and what is behind it waits too. */
function subscribeInTurn(core: Core, connection: Connection, frame: Subscribe): Promise<void> | undefined {
  const { subscribesPerSecond } = connection.runtime.app.settings.limits;
  const now = core.clock.now();
  const due = Math.min(connection.subscribesDue, now + 1000); // it holds no more, unless the clock went back
  const ms = Math.max(untilRoom(due, subscribesPerSecond, now), untilReturn(connection, frame.data.channel, now));
  if (ms === 0) {
    connection.subscribesDue = fill(due, subscribesPerSecond, now);
    return subscribe(core, connection, frame);
  }
  core.counters.subscribesDelayed += 1;
  return new Promise<void>((resolve) => core.clock.after(ms, resolve)).then(() => {
    return connection.open ? subscribeInTurn(core, connection, frame) : undefined;
  });
}

/** [D30] Always answered: a client that hears nothing drops its connection. */
function ping({ clock, counters }: Core, { socket, extras }: Connection): undefined {
  socket.send(encode.pong);
  if (extras?.pings?.take(clock.now()) === false) counters.pingsAboveRate += 1;
}

/** The protocol's index: what a client can say. */
function handle(core: Core, connection: Connection, frame: Decoded): Promise<void> | undefined {
  switch (frame.event) {
    case 'pusher:ping':
      return ping(core, connection);
    case 'pusher:pong':
      return undefined;
    case 'pusher:subscribe':
      return subscribeInTurn(core, connection, frame);
    case 'pusher:unsubscribe':
      return unsubscribe(core, connection, frame);
    case 'pusher:signin':
      return signIn(core, connection, frame);
    case 'client':
      return clientEvent(core, connection, frame.frame);
    case 'bad': {
      core.counters.badMessages += 1;
      if (frame.channel === undefined) return void sendError(connection, frame.error);
      return refuseMalformed(connection, frame.channel, frame.error.message);
    }
    default:
      return frame satisfies never;
  }
}
