import type { Test } from 'tap';
import type { ChannelName } from '../../../src/protocol/channel-name.ts';
import { pusherError, signInText, succeeded } from '../../support/clients/frames.ts';
import type { TestClient, TestCore } from '../../support/core/core.ts';
import type { Frame } from '../../support/core/fake-socket.ts';
import type { Start } from '../core-suite.ts';

const own = '#server-to-user-u1';

/** Connections with nothing left to read. */
function connect(core: TestCore, howMany: number): TestClient[] {
  return Array.from({ length: howMany }, () => {
    const client = core.connect();
    client.socket.take();
    return client;
  });
}

export function userChannel(t: Test, start: Start): void {
  t.test("[U5] [U6] a user's channel is for its own connections, and reaches each that signed in", async (t) => {
    const core = await start();
    const [one, two, silent, other] = connect(core, 4);
    for (const client of [one, two, silent]) await client?.signIn('u1');
    await other?.signIn('u2');
    for (const client of [one, two]) {
      client?.socket.take();
      await client?.say('pusher:subscribe', { channel: own });
      t.strictSame(client?.socket.take(), [succeeded(own)], 'without auth');
    }
    other?.socket.take();
    for (const channel of [own, '#server-to-user-u', '#server-to-user-u12']) {
      await other?.subscribe(channel);
      t.match(other?.socket.take()[0], {
        event: 'pusher:subscription_error',
        channel,
        data: { type: 'AuthError', status: 401 },
      });
    }
    silent?.socket.take();
    await core.publish(own, 'notice', '{"n":1}');
    for (const client of [one, two, silent])
      t.strictSame(client?.socket.take(), [{ event: 'notice', channel: own, data: '{"n":1}' }]);
    t.strictSame(other?.socket.take(), []);
    t.same(await core.cluster.channels(core.app, ''), [], '[U7] and it is in no list');
    t.same(core.facts, []);
  });

  t.test('[U15] [U16] subscribed, not, or not any more: each event once, and the user counts as before', async (t) => {
    const core = await start({ subscriptionCount: true });
    const [client, silent] = connect(core, 2);
    if (client === undefined || silent === undefined) throw new Error('no client');
    let said = 0;
    const hears = async (clients: TestClient[], when: string): Promise<void> => {
      said += 1;
      await core.publish(own, 'notice', String(said));
      for (const { socket } of clients)
        t.strictSame(socket.take(), [{ event: 'notice', channel: own, data: String(said) }], when);
    };
    const counts = async (): Promise<unknown> =>
      (await core.cluster.counts(core.app, [own as ChannelName]))[0]?.subscriptions;
    for (const one of [client, silent]) {
      await one.signIn('u1');
      one.socket.take();
    }
    const both = [client, silent];
    await hears(both, 'signed in');
    t.equal(await counts(), 2);
    await client.say('pusher:subscribe', { channel: own });
    t.strictSame(client.socket.take(), [succeeded(own)]);
    await hears(both, 'one subscribed');
    t.equal(await counts(), 2);
    await client.say('pusher:subscribe', { channel: own });
    t.strictSame(client.socket.take(), [pusherError(`Existing subscription to channel ${own}`)]);
    await client.say('pusher:unsubscribe', { channel: own });
    await hears(both, 'and unsubscribed');
    await client.say('pusher:unsubscribe', { channel: own });
    t.match(client.socket.take(), [{ event: 'pusher:error' }]);
    await client.say('pusher:subscribe', { channel: own });
    t.strictSame(client.socket.take(), [succeeded(own)]);
    await client.signIn('u1');
    t.match(client.socket.take(), [{ event: 'pusher:signin_success' }]);
    await hears(both, 'signed in again');
    t.equal(await counts(), 2);
    await core.publish(own, 'notice', '"left out"', client.connection.id);
    t.strictSame(client.socket.take(), [], '[H22] a socket_id leaves it out');
    t.equal(silent.socket.take().length, 1);
    await client.hangUp();
    await hears([silent], 'the other one stays');
    await core.clock.advance(100);
    await core.quiet();
    t.equal(await counts(), 1);
    await silent.hangUp();
    await core.quiet();
    t.equal(await counts(), 0);
    t.same(core.facts, []);
    t.same(core.broker.stats(), { connections: 0, feeds: 0, users: 0, addresses: 0 });
  });

  t.test('[U15] what is published while a sign-in or a subscription is under way comes once', async (t) => {
    const core = await start();
    const [first, client] = connect(core, 2);
    if (first === undefined || client === undefined) throw new Error('no client');
    await first.signIn('u1');
    const publish = (from: number): Promise<unknown> =>
      Promise.all(
        Array.from({ length: 10 }, (_, at) =>
          core.broker.publish(core.app, [{ name: 'notice', data: String(from + at), channels: [own as ChannelName] }]),
        ),
      );
    const heard = (): (Frame | undefined)[] => client.socket.take();
    client.sayRaw(signInText(client.connection.id, { id: 'u1' }));
    await publish(0);
    await core.quiet();
    const [success, ...notices] = heard();
    t.equal(success?.event, 'pusher:signin_success', 'nothing of the channel comes before it');
    const last = (howMany: number, end: number): string[] =>
      Array.from({ length: howMany }, (_, at) => String(end - howMany + at));
    t.same(
      notices.map((frame) => frame?.data),
      last(notices.length, 10),
      'the last of them, without a gap',
    );
    for (const event of ['pusher:subscribe', 'pusher:unsubscribe']) {
      client.sayRaw(JSON.stringify({ event, data: { channel: own } }));
      await publish(10);
      await core.quiet();
      const during = heard().filter((frame) => frame?.event === 'notice');
      t.same(
        during.map((frame) => frame?.data),
        last(10, 20),
        event,
      );
    }
    t.equal(first.socket.take().filter(({ event }) => event === 'notice').length, 30);
  });

  t.test('[U15] [L9] a connection that closes while it signs in leaves nothing', async (t) => {
    const core = await start();
    const [client] = connect(core, 1);
    client?.sayRaw(signInText(client.connection.id, { id: 'u1' }));
    await client?.hangUp();
    await core.quiet();
    t.same(core.broker.stats(), { connections: 0, feeds: 0, users: 0, addresses: 0 });
    t.same(await core.cluster.counts(core.app, [own as ChannelName]), [{ subscriptions: 0, users: 0 }]);
  });
}
