import type { Test } from 'tap';
import { cacheMiss, countOf, succeeded } from '../../support/clients/frames.ts';
import type { TestClient, TestCore } from '../../support/core/core.ts';
import type { Frame } from '../../support/core/fake-socket.ts';
import type { Start } from '../core-suite.ts';

const kinds = ['cache-a', 'private-cache-a', 'private-encrypted-cache-a', 'presence-cache-a'];
const member = (channel: string): object | undefined =>
  channel.startsWith('presence-') ? { user_id: 'u' } : undefined;

/** A newcomer, and what it got after its success. */
async function newcomer(core: TestCore, channel: string): Promise<{ client: TestClient; frames: Frame[] }> {
  const client = core.connect();
  client.socket.take();
  await client.subscribe(channel, member(channel));
  const [success, ...frames] = client.socket.take();
  if (success?.event !== 'pusher_internal:subscription_succeeded') throw new Error(`refused: ${success?.event}`);
  return { client, frames };
}

export function cache(t: Test, start: Start): void {
  t.test('[S19] [S20] a newcomer gets the last event as it was, or a miss', async (t) => {
    const core = await start();
    for (const channel of kinds) {
      const first = await newcomer(core, channel);
      t.strictSame(first.frames, [cacheMiss(channel)]);
      const second = await newcomer(core, channel);
      t.strictSame(second.frames, [cacheMiss(channel)]);
      t.strictSame(first.client.socket.take(), [], 'others get nothing');
      await core.publish(channel, 'App\\Old', '1');
      await core.publish(channel, 'App\\New', '{"é":"\\u00e9\\/"}');
      const third = await newcomer(core, channel);
      t.strictSame(third.frames, [{ event: 'App\\New', channel, data: '{"é":"\\u00e9\\/"}' }]);
    }
    for (const channel of ['news', 'private-a', 'presence-a', 'cacheable', 'private-encrypted-a', 'my-cache-a']) {
      await core.publish(channel, 'x', '1');
      t.strictSame((await newcomer(core, channel)).frames, [], channel);
    }
  });

  t.test('[S21] corner case 14: remembered without subscribers, and beyond them; whoever was left out', async (t) => {
    const core = await start();
    for (const channel of kinds) {
      await core.publish(channel, 'early', '1');
      const { client, frames } = await newcomer(core, channel);
      t.strictSame(frames, [{ event: 'early', channel, data: '1' }]);
      await core.publish(channel, 'late', '2', client.connection.id);
      t.strictSame(client.socket.take(), [], 'left out');
      await client.hangUp();
      t.strictSame((await newcomer(core, channel)).frames, [{ event: 'late', channel, data: '2' }]);
    }
  });

  t.test('[S22] an event is forgotten 1800 s after it was published', async (t) => {
    const core = await start();
    await core.publish('cache-a', 'x', '1');
    await core.clock.advance(1_799_999);
    const { client, frames } = await newcomer(core, 'cache-a');
    t.strictSame(frames, [{ event: 'x', channel: 'cache-a', data: '1' }], 'a subscriber does not keep it longer');
    await core.clock.advance(1);
    t.strictSame((await newcomer(core, 'cache-a')).frames, [cacheMiss('cache-a')]);
    t.strictSame(
      client.socket.take().filter(({ channel }) => channel !== undefined),
      [],
      'and who is there hears nothing',
    );
  });

  t.test('[S23] corner case 14: client events, members and counts are not remembered', async (t) => {
    const core = await start({ clientEvents: true, subscriptionCount: true });
    for (const channel of kinds.slice(1)) {
      const count = channel.startsWith('presence-') ? [] : [countOf(channel, 2)];
      const { client } = await newcomer(core, channel);
      await client.say('client-x', '1', channel);
      const second = await newcomer(core, channel);
      t.strictSame(second.frames, [cacheMiss(channel), ...count]);
      await core.publish(channel, 'real', '1');
      await client.say('client-x', '2', channel);
      await second.client.hangUp();
      t.strictSame((await newcomer(core, channel)).frames, [{ event: 'real', channel, data: '1' }, ...count]);
    }
  });

  t.test('[S24] each subscribe and unsubscribe tells all how many connections there are', async (t) => {
    const core = await start({ subscriptionCount: true });
    for (const channel of ['news', 'private-a', 'cache-a', 'private-encrypted-a']) {
      const miss = channel === 'cache-a' ? [cacheMiss(channel)] : [];
      const one = await newcomer(core, channel);
      t.strictSame(one.frames, [...miss, countOf(channel, 1)], 'the newcomer included, after its success');
      const two = await newcomer(core, channel);
      t.strictSame(two.frames, [...miss, countOf(channel, 2)]);
      t.strictSame(one.client.socket.take(), [countOf(channel, 2)]);
      await one.client.say('pusher:unsubscribe', { channel });
      t.strictSame(one.client.socket.take(), []);
      t.strictSame(two.client.socket.take(), [countOf(channel, 1)]);
      await one.client.subscribe(channel);
      await one.client.hangUp();
      t.strictSame(two.client.socket.take(), [countOf(channel, 2), countOf(channel, 1)]);
    }
    const off = await start();
    t.strictSame((await newcomer(off, 'news')).frames, []);
  });

  t.test('[S25] presence and server-to-user channels never tell their count', async (t) => {
    const core = await start({ subscriptionCount: true });
    for (const channel of ['presence-a', 'presence-cache-a', '#server-to-user-u']) {
      const clients = [core.connect(), core.connect()];
      for (const [index, client] of clients.entries()) {
        await client.signIn('u');
        await client.subscribe(channel, channel.startsWith('p') ? { user_id: String(index) } : undefined);
      }
      await clients[1]?.hangUp();
      const events = clients.flatMap(({ socket }) => socket.events());
      t.notOk(events.includes('pusher_internal:subscription_count'), channel);
    }
  });

  t.test('[S27] more than ten counts in a second wait for their turn, and the last one is right', async (t) => {
    const core = await start({ subscriptionCount: true });
    const { client: witness } = await newcomer(core, 'news');
    const heard = (): number[] => {
      const counts = witness.socket.take().filter(({ event }) => event === 'pusher_internal:subscription_count');
      return counts.map(
        ({ data }) => (JSON.parse(data as string) as { subscription_count: number }).subscription_count,
      );
    };
    const { client } = await newcomer(core, 'news');
    heard();
    for (let n = 0; n < 500; n += 1) {
      await client.say('pusher:unsubscribe', { channel: 'news' });
      await client.say('pusher:subscribe', { channel: 'news' });
    }
    const counts = heard();
    t.strictSame(counts.slice(0, 8), [1, 2, 1, 2, 1, 2, 1, 2], 'ten at once, two of them before');
    t.ok(counts.length < 500, `${counts.length} of a thousand, as Redis has a time of its own`);
    t.strictSame((await newcomer(core, 'news')).frames, [countOf('news', 3)], 'a newcomer knows all the same');
    await core.clock.advance(200);
    await core.quiet();
    t.equal(heard().at(-1), 3, 'the last one is right');
    await core.clock.advance(5000);
    await core.quiet();
    t.strictSame(heard(), [], 'and told once');
    await client.hangUp();
    t.strictSame(heard(), [2], 'a quiet one at once');
  });

  t.test('[S26] a crowd hears its count at most once in 5 s, and the last one is right', async (t) => {
    const core = await start({ subscriptionCount: true });
    const crowd: TestClient[] = [];
    const { client: witness } = await newcomer(core, 'news');
    const counts = (): number[] =>
      witness.socket
        .take()
        .filter(({ event }) => event === 'pusher_internal:subscription_count')
        .map(({ data }) => (JSON.parse(data as string) as { subscription_count: number }).subscription_count);
    const grow = async (howMany: number, everyMs = 0): Promise<void> => {
      for (let left = howMany; left > 0; left -= 1) {
        if (everyMs > 0) await core.clock.advance(everyMs);
        crowd.push((await newcomer(core, 'news')).client);
      }
    };
    await grow(99, 100);
    t.strictSame(
      counts(),
      Array.from({ length: 99 }, (_, index) => index + 2),
      'up to 100 each one is told, ten of them a second',
    );
    await grow(20);
    t.strictSame(counts(), []);
    const late = await newcomer(core, 'news');
    t.strictSame(late.frames, [countOf('news', 121)], 'the newcomer knows all the same');
    await core.clock.advance(5000);
    await core.quiet();
    t.strictSame(counts(), [121]);
    await core.clock.advance(5000);
    await core.quiet();
    t.strictSame(counts(), [], 'nothing new, nothing told');
    await grow(1);
    t.strictSame(counts(), [122], 'due again');
    await grow(3);
    for (const client of crowd.splice(0, 5)) await client.hangUp();
    await core.clock.advance(4999);
    await core.quiet();
    t.strictSame(counts(), []);
    await core.clock.advance(1);
    await core.quiet();
    t.strictSame(counts(), [120]);
    for (const client of crowd.splice(0, 20)) await client.hangUp();
    t.strictSame(counts(), [100], 'no crowd any more: told at once');
    await core.clock.advance(10_000);
    await core.quiet();
    t.strictSame(counts(), [], 'and what was due is not told twice');
    for (const client of crowd) await client.hangUp();
    await core.clock.advance(200);
    await core.quiet();
    t.equal(counts().at(-1), 2);
    await witness.hangUp();
    await late.client.hangUp();
    await core.clock.advance(200_000);
    t.equal(core.clock.timers, 0);
  });

  t.test('[S12] success, then the cached event or the miss, then the count', async (t) => {
    const core = await start({ subscriptionCount: true });
    const client = core.connect();
    client.socket.take();
    await core.publish('cache-full', 'x', '1');
    for (const channel of ['cache-full', 'cache-empty']) await client.subscribe(channel);
    t.strictSame(client.socket.take(), [
      succeeded('cache-full'),
      { event: 'x', channel: 'cache-full', data: '1' },
      countOf('cache-full', 1),
      succeeded('cache-empty'),
      cacheMiss('cache-empty'),
      countOf('cache-empty', 1),
    ]);
  });
}
