import type * as Engine from 'uWebSockets.js';
import { createRequire } from 'node:module';

/**
 * The control: what the engine itself costs for the same frames. It believes everything, checks nothing and signs
 * nothing; it is written as plainly as the engine's own examples are.
 */
const uWS = createRequire(import.meta.url)('uWebSockets.js') as typeof Engine;

interface Held {
  id: string;
  /** The member this socket is on each presence channel, once it is on one. */
  members: Map<string, string> | undefined;
}

interface Posted {
  name: string;
  channel: string;
  data: string;
}

const presence = new Map<string, Map<string, unknown>>();
let sockets = 0;

const frameOf = ({ name, channel, data }: Posted): string => JSON.stringify({ event: name, channel, data });

function join(ws: Engine.WebSocket<Held>, channel: string, channelData: string): void {
  const { user_id, user_info } = JSON.parse(channelData) as { user_id: string; user_info: unknown };
  const members = presence.get(channel) ?? new Map<string, unknown>();
  presence.set(channel, members);
  app.publish(channel, JSON.stringify({ event: 'pusher_internal:member_added', data: channelData, channel }));
  members.set(user_id, user_info);
  const held = ws.getUserData();
  held.members ??= new Map();
  held.members.set(channel, user_id);
  const hash = Object.fromEntries(members);
  const data = JSON.stringify({ presence: { count: members.size, ids: [...members.keys()], hash } });
  ws.send(JSON.stringify({ event: 'pusher_internal:subscription_succeeded', data, channel }));
  ws.subscribe(channel);
}

function leave(ws: Engine.WebSocket<Held>, channel: string): void {
  const { members } = ws.getUserData();
  const user = members?.get(channel);
  if (user === undefined) return;
  members?.delete(channel);
  presence.get(channel)?.delete(user);
  const data = JSON.stringify({ user_id: user });
  app.publish(channel, JSON.stringify({ event: 'pusher_internal:member_removed', data, channel }));
}

const app = uWS
  .App()
  .ws<Held>('/app/:key', {
    maxPayloadLength: 262144,
    maxBackpressure: 1048576,
    closeOnBackpressureLimit: 1,
    idleTimeout: 0,
    upgrade: (response, request, context) => {
      sockets += 1;
      response.upgrade<Held>(
        { id: `${sockets}.1`, members: undefined },
        request.getHeader('sec-websocket-key'),
        request.getHeader('sec-websocket-protocol'),
        request.getHeader('sec-websocket-extensions'),
        context,
      );
    },
    open: (ws) => {
      const data = JSON.stringify({ socket_id: ws.getUserData().id, activity_timeout: 120 });
      ws.send(JSON.stringify({ event: 'pusher:connection_established', data }));
    },
    message: (ws, message) => {
      const frame = JSON.parse(Buffer.from(message).toString());
      if (frame.event === 'pusher:subscribe') {
        const { channel, channel_data } = frame.data;
        if (channel_data !== undefined) return join(ws, channel, channel_data);
        ws.subscribe(channel);
        ws.send(JSON.stringify({ event: 'pusher_internal:subscription_succeeded', data: '{}', channel }));
      } else if (frame.event === 'pusher:unsubscribe') {
        ws.unsubscribe(frame.data.channel);
        leave(ws, frame.data.channel);
      } else {
        ws.publish(frame.channel, JSON.stringify(frame));
      }
    },
    close: (ws) => {
      for (const channel of ws.getUserData().members?.keys() ?? []) leave(ws, channel);
    },
  })
  .post('/apps/:app/:what', (response) => {
    let before = '';
    response.onAborted(() => {});
    response.onData((chunk, isLast) => {
      // A body comes in one piece but for the largest; the benched ones are ASCII, so a piece may end anywhere.
      const text = before + Buffer.from(chunk).toString('latin1');
      if (!isLast) {
        before = text;
        return;
      }
      const body = JSON.parse(text);
      for (const event of body.batch ?? [body]) app.publish(event.channel, frameOf(event));
      response.end('{}');
    });
  })
  .listen('127.0.0.1', 0, (socket) => {
    if (socket === false) throw new Error('cannot listen');
    console.log(`serves http://127.0.0.1:${uWS.us_socket_local_port(socket)}`);
  });
