import t from 'tap';
import { hmac } from '../../src/protocol/hmac.ts';
import { channelText, userText } from '../../src/protocol/signatures.ts';
import { forgotten } from '../support/clients/forgotten.ts';
import { HandSocket, opcodes } from '../support/clients/hand-socket.ts';
import { call } from '../support/http/api.ts';
import { credentials, type TestServer, testServer } from '../support/nodes/server.ts';
import { type Mutator, mutator, writeDeep } from '../support/random/mutate.ts';
import { seeded } from '../support/random/random.ts';

// `npm run test:slow` sends 200,000; more for a night: FUZZ_FRAMES=5000000 FUZZ_SEED=7
const frames = Number(process.env['FUZZ_FRAMES'] ?? 40_000);
const seed = Number(process.env['FUZZ_SEED'] ?? 1);
const batch = 500;
/** A machine that is busy with other things would have calls refused, and the witness wait for what nobody published. */
const neverLate = { loopLag: 0 };
const path = `/app/${credentials.key}?protocol=7`;

/** What well-behaved clients say, signed for this socket. */
function corpus(socketId: string): object[] {
  const sign = (text: string): string => `${credentials.key}:${hmac(credentials.secret, text)}`;
  const member = JSON.stringify({ user_id: 'u1', user_info: { name: 'x' } });
  const user = JSON.stringify({ id: 'u1', user_info: {}, watchlist: ['u2', 'u3'] });
  const channelData = { auth: sign(channelText(socketId, 'presence-fuzz', member)), channel_data: member };
  const subscribe = (channel: string, more: object) => ({ event: 'pusher:subscribe', data: { channel, ...more } });
  return [
    { event: 'pusher:ping', data: {} },
    { event: 'pusher:pong', data: {} },
    subscribe('fuzz', { auth: '' }),
    subscribe('cache-fuzz', {}),
    subscribe('private-fuzz', { auth: sign(channelText(socketId, 'private-fuzz')) }),
    subscribe('presence-fuzz', channelData),
    subscribe('#server-to-user-u1', {}),
    { event: 'pusher:unsubscribe', data: { channel: 'presence-fuzz' } },
    { event: 'pusher:unsubscribe', data: { channel: 'private-fuzz' } },
    { event: 'pusher:signin', data: { auth: sign(userText(socketId, user)), user_data: user } },
    { event: 'client-typing', channel: 'private-fuzz', data: { n: 1 } },
    { event: 'client-typing', channel: 'presence-fuzz', data: 'text', user_id: 'u9' },
  ];
}

function sayOne(socket: HandSocket, valid: object[], mutate: Mutator): void {
  const base = mutate.pick(valid);
  const whole = mutate.chance(0.7) ? mutate.json(base) : base;
  const text = mutate.chance(0.4) ? mutate.text(writeDeep(whole)) : writeDeep(whole);
  if (mutate.chance(0.97)) return socket.send(text);
  const framing = {
    opcode: mutate.chance(0.5) ? opcodes.text : mutate.whole(16),
    last: mutate.chance(0.5),
    masked: mutate.chance(0.8),
    reserved: mutate.chance(0.2) ? mutate.whole(8) : 0,
  };
  socket.send(mutate.chance(0.5) ? mutate.bytes(Buffer.from(text)) : text, framing);
}

/** Says so many, or until it is cut off; answers how many. */
async function sayMany(socket: HandSocket, most: number, mutate: Mutator): Promise<number> {
  const valid = corpus(socket.socketId);
  let said = 0;
  while (said < most && !socket.socket.destroyed) {
    for (let left = Math.min(batch, most - said); left > 0; left -= 1, said += 1) sayOne(socket, valid, mutate);
    socket.texts.length = 0;
    socket.say('pusher:ping', {});
    if ((await socket.next('"pusher:pong"')) === undefined) break;
  }
  return said;
}

/** One client after another until its share is said; each ends as it likes. */
async function talk(server: TestServer, share: number, mutate: Mutator): Promise<number> {
  let connections = 0;
  for (let left = share; left > 0; connections += 1) {
    const socket = await HandSocket.open(server.port, path);
    left -= await sayMany(socket, left, mutate);
    if (mutate.chance(0.5)) socket.socket.end(frameOfClose);
    else socket.socket.resetAndDestroy();
    await socket.closed;
  }
  return connections;
}

const frameOfClose = Buffer.from([0x88, 0x80, 0, 0, 0, 0]);

t.test(
  `[L8] [L9] [L15] [L17] ${frames} mutated frames (seed ${seed}): others hear every event, and nothing stays`,
  async (t) => {
    const limits = { subscribesPerSecond: 1_000_000, clientEventsPerSecond: 1_000_000, messagesPerSecond: 0 };
    const settings = { clientEvents: true, subscriptionCount: true, watchlist: true, limits };
    const server = await testServer(t, settings, { limits: neverLate });
    const witness = await server.raw();
    await witness.join('witness');
    const before = server.stats();
    const random = seeded(seed);
    const talkers = Array.from({ length: 8 }, () => talk(server, frames / 8, mutator(seeded(random() * 2 ** 32))));
    let over = false;
    const all = Promise.all(talkers).finally(() => {
      over = true;
    });
    let sent = 0;
    const deaf: number[] = [];
    while (!over) {
      const body = { name: 'n', channel: 'witness', data: String(sent) };
      const { status } = await call(server.port, 'POST', '/apps/app-1/events', { body });
      if (status !== 200 || (await witness.next('n')).data !== String(sent)) deaf.push(sent);
      sent += 1;
      await new Promise((resolve) => setTimeout(resolve, 10)); // the machine is for the others
    }
    const connections = (await all).reduce((sum, one) => sum + one, 0);
    t.comment(`${connections} connections, ${sent} events heard meanwhile, ${server.counters.badMessages} errors`);
    t.same(deaf, [], `the witness heard each of ${sent} events, in order`);
    await forgotten(server, before, witness);
    t.same(server.stats(), before, 'no registry grew');
    const { body } = await call(server.port, 'GET', '/apps/app-1/channels');
    t.same(body, { channels: { witness: {} } });
    t.equal(server.counters.errors, 0, 'nothing was thrown');
    t.same(server.logged, []);
  },
);
