import { type Decoded, decode } from '../protocol/decode.ts';
import * as encode from '../protocol/encode.ts';
import { closings, subscriptionRefusals } from '../protocol/refusals.ts';
import { clientEvent } from './client-event.ts';
import { type Connection, complain, seen } from './connection.ts';
import { type Core, inBackground } from './core.ts';
import { signIn } from './sign-in.ts';
import { refuse, subscribe } from './subscribe.ts';
import { unsubscribe } from './unsubscribe.ts';

/** [S14] One frame at a time: those behind one that waits for the cluster wait too; other connections do not. */
export function receive(core: Core, connection: Connection, text: string): void {
  core.counters.messagesReceived += 1;
  seen(connection, core.clock.now());
  const frame = decode(text);
  if (connection.waiting !== undefined) {
    connection.waiting.push(frame);
    return;
  }
  const pending = handle(core, connection, frame);
  if (pending === undefined) return;
  connection.waiting = [];
  inBackground(core, 'frame', catchUp(core, connection, pending));
}

async function catchUp(core: Core, connection: Connection, first: Promise<void>): Promise<void> {
  try {
    await first;
    for (let frame = connection.waiting?.shift(); frame !== undefined; frame = connection.waiting?.shift()) {
      if (!connection.open) return;
      await handle(core, connection, frame);
    }
  } catch (error) {
    core.end(connection, closings.internal); // our fault, and only this connection's end
    throw error;
  } finally {
    connection.waiting = undefined;
  }
}

/** The protocol's index: what a client can say. */
function handle(core: Core, connection: Connection, frame: Decoded): Promise<void> | undefined {
  switch (frame.event) {
    case 'pusher:ping':
      return void connection.socket.send(encode.pong);
    case 'pusher:pong':
      return undefined;
    case 'pusher:subscribe':
      return subscribe(core, connection, frame);
    case 'pusher:unsubscribe':
      return unsubscribe(core, connection, frame);
    case 'pusher:signin':
      return signIn(core, connection, frame);
    case 'client':
      return clientEvent(core, connection, frame.frame);
    case 'bad': {
      core.counters.badMessages += 1;
      if (frame.channel === undefined) return void complain(connection, frame.complaint);
      return refuse(core, connection, frame.channel, subscriptionRefusals.badChannelData(frame.complaint.message));
    }
    default:
      return frame satisfies never;
  }
}
