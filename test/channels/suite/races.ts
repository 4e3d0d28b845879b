import type { Test } from 'tap';
import { signInText, subscribeText, unsubscribeText } from '../../support/clients/frames.ts';
import { settled } from '../../support/core/clock.ts';
import type { TestClient, TestCore } from '../../support/core/core.ts';
import type { Frame } from '../../support/core/fake-socket.ts';
import { seeded } from '../../support/random/random.ts';
import type { Start } from '../core-suite.ts';

const kinds = ['news', 'private-a', 'presence-a', 'cache-a', 'private-cache-a', 'presence-cache-a'];
const empty = { connections: 0, feeds: 0, users: 0, addresses: 0 };

async function pause(random: () => number, most: number): Promise<void> {
  for (let turns = Math.floor(random() * most); turns > 0; turns -= 1) await settled();
}

/** Publishes numbered events one after another, some turns apart. */
async function publishNumbers(core: TestCore, channel: string, howMany: number, random: () => number): Promise<void> {
  for (let n = 0; n < howMany; n += 1) {
    void core.publish(channel, 'n', String(n));
    await pause(random, 4);
  }
}

const userOf = (place: number): string => `u${place % 8}`;

/** Twelve connections of eight users join one after another; some leave, some close. */
async function comeAndGo(core: TestCore, random: () => number): Promise<TestClient[]> {
  const clients = Array.from({ length: 12 }, () => core.connect());
  for (const [place, client] of clients.entries()) {
    client.sayRaw(subscribeText(client.connection.id, 'presence-a', { user_id: userOf(place) }));
    if (random() < 0.3) client.sayRaw(unsubscribeText('presence-a'));
    if (random() < 0.2) client.socket.close(1006, '');
    await pause(random, 3);
  }
  await core.quiet();
  return clients;
}

/** Looks at what one of them got; answers the first number it has. */
function checkNumbers(t: Test, frames: Frame[], last: number): number {
  t.equal(frames[0]?.event, 'pusher_internal:subscription_succeeded');
  const numbers = frames.filter(({ event }) => event === 'n').map(({ data }) => Number(data));
  const from = numbers[0] ?? last + 1;
  const whole = Array.from({ length: last + 1 - from }, (_, offset) => from + offset);
  t.strictSame(numbers, whole, `all from ${from}`);
  const miss = frames.findIndex(({ event }) => event === 'pusher:cache_miss');
  t.ok(miss === -1 || miss === 1, 'a miss comes right after success');
  return from;
}

export function races(t: Test, start: Start): void {
  t.test('[S11] [S12] who joins amid events gets success first, then every later one, once and in order', async (t) => {
    const last = 39;
    for (const [index, channel] of kinds.entries()) {
      const core = await start({ subscriptionCount: true });
      const random = seeded(index + 1);
      const clients = Array.from({ length: 8 }, () => core.connect());
      for (const { socket } of clients) socket.take();
      const published = publishNumbers(core, channel, last + 1, random);
      for (const [place, client] of clients.entries()) {
        client.sayRaw(subscribeText(client.connection.id, channel, { user_id: `u${place}` }));
        await pause(random, 12);
      }
      await published;
      await core.quiet();
      const first = clients.map(({ socket }) => checkNumbers(t, socket.take(), last));
      t.ok(Math.max(...first) > 0, `some joined late: ${first}`);
      t.same(core.errors, []);
    }
  });

  t.test('[R3] [R6] [R8] who joins amid members has them in its list or hears of them, never of itself', async (t) => {
    for (let seed = 1; seed <= 6; seed += 1) {
      const core = await start();
      const clients = await comeAndGo(core, seeded(seed));
      const present = (await core.cluster.users(core.app, 'presence-a' as never)).sort();
      const there = clients.filter(({ connection }) => connection.subscriptions.size === 1 && connection.open);
      t.ok(there.length > 2, `${there.length} are there`);
      for (const client of there) {
        const self = userOf(clients.indexOf(client));
        t.strictSame(followed(client.socket.take(), self), present, `seed ${seed}, ${self}`);
      }
    }
  });

  t.test('[L9] a socket that closes at any point of what it said leaves nothing', async (t) => {
    const watchlist = ['u1', 'u2'];
    for (let turns = 0; turns < 24; turns += 1) {
      const core = await start({ watchlist: true, subscriptionCount: true });
      const client = core.connect();
      const { id } = client.connection;
      client.sayRaw(signInText(id, { id: 'u1', watchlist }));
      for (const channel of kinds) client.sayRaw(subscribeText(id, channel, { user_id: 'u1' }));
      client.sayRaw(subscribeText(id, '#server-to-user-u1'));
      client.sayRaw(unsubscribeText('presence-a'));
      for (let left = turns; left > 0; left -= 1) await settled();
      client.socket.close(1006, '');
      await core.quiet();
      await nothingLeft(t, core, `after ${turns} turns`);
    }
  });

  t.test('[L9] corner case 44: a lost connection vacates channels of every kind', async (t) => {
    const core = await start();
    const client = core.connect();
    for (const channel of kinds) await client.subscribe(channel, { user_id: 'u' });
    await client.hangUp();
    await core.clock.advance(10_000); // a vacancy is held back for a while, in case somebody returns
    await core.quiet();
    const vacated = core.facts.flatMap((fact) => (fact.name === 'channel_vacated' ? [fact.channel] : []));
    t.strictSame(vacated.sort(), [...kinds].sort());
  });

  t.test('[L9] nor do many that come and go at any time', async (t) => {
    const core = await start({ watchlist: true, subscriptionCount: true, limits: { presenceMembers: 5 } });
    const random = seeded(5);
    for (let n = 0; n < 150; n += 1) {
      const client = core.connect();
      const { id } = client.connection;
      client.sayRaw(signInText(id, { id: `u${n % 9}`, watchlist: [`u${n % 4}`] }));
      for (const channel of kinds) client.sayRaw(subscribeText(id, channel, { user_id: `u${n % 9}` }));
      void closeAfter(client.socket, Math.floor(random() * 60));
      await pause(random, 3);
    }
    for (let left = 70; left > 0; left -= 1) await settled();
    await core.quiet();
    await nothingLeft(t, core, 'in the end');
  });
}

async function closeAfter(socket: { close(code: number, reason: string): void }, turns: number): Promise<void> {
  for (let left = turns; left > 0; left -= 1) await settled();
  socket.close(1006, '');
}

/** Who is there as a client knows it, from its list and what it heard since; it must never hear of itself. */
function followed(frames: Frame[], self: string): string[] {
  let known = new Set<string>();
  for (const { event, data } of frames.filter((frame) => frame.event.startsWith('pusher_internal:'))) {
    const said = JSON.parse(data as string) as { presence?: { ids: string[] }; user_id: string };
    if (said.presence !== undefined) known = new Set(said.presence.ids);
    else hear(known, said.user_id, event.endsWith('member_added'), self);
  }
  return [...known].sort();
}

function hear(known: Set<string>, userId: string, joins: boolean, self: string): void {
  if (userId === self) throw new Error(`${self} heard of itself`);
  if (known.has(userId) === joins) throw new Error(`${self} heard twice that ${userId} ${joins ? 'joined' : 'left'}`);
  if (joins) known.add(userId);
  else known.delete(userId);
}

async function nothingLeft(t: Test, core: TestCore, when: string): Promise<void> {
  const { app, broker, cluster } = core;
  const left = { ...broker.stats(), topics: core.fanout.topics.size };
  t.strictSame(left, { ...empty, topics: 0 }, when);
  t.strictSame(await cluster.channels(app, ''), [], when);
  t.strictSame(core.errors, [], when);
}
