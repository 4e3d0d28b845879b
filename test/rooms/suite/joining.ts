import type { Test } from 'tap';
import { memberAdded, memberRemoved, refused, rosterOf } from '../../support/clients/frames.ts';
import type { Frame } from '../../support/core/fake-socket.ts';
import { dataOf, entered } from '../../support/rooms/fixture-domain.ts';
import type { StartRooms } from '../rooms-suite.ts';

const room = 'presence-lab-1';
const dataError = (frame: Frame | undefined): string => (frame?.data as { error: string } | undefined)?.error ?? '';
const success = 'pusher_internal:subscription_succeeded';

export function joining(t: Test, start: StartRooms): void {
  t.test('[D11] success, then the snapshot, then what happens afterwards; to a second tab too', async (t) => {
    const core = await start();
    const first = await entered(core, room, 'a');
    const [succeeded, snapshot, ...rest] = first.socket.take();
    t.equal(succeeded?.event, success);
    t.match(snapshot, { event: 'lab', channel: room });
    t.same(dataOf(snapshot), { texts: [], value: '', members: ['a'], history: [] });
    t.same(rest, []);
    await first.say('client-add', { text: 'x'.repeat(9000) }, room);
    await first.say('client-add', { text: 'y'.repeat(9000) }, room);
    first.socket.take();
    const tab = await entered(core, room, 'a');
    t.same(tab.socket.events(), [success, 'lab'], 'nothing that the snapshot holds comes again');
    t.same(first.socket.take(), [], 'and nobody is told');
    const other = await entered(core, room, 'b');
    const told = other.socket.take();
    t.same(
      told.map(({ event }) => event),
      [success, 'lab'],
    );
    t.equal((dataOf(told[1])['texts'] as string[]).join('').length, 18_000, 'whatever the size of an event');
    t.strictSame(first.socket.take(), [
      memberAdded(room, { user_id: 'b' }),
      { event: 'came', channel: room, data: '{"id":"b"}' },
    ]);
  });

  t.test('[D11] what a join says is in its own snapshot, and goes to those who were there', async (t) => {
    const core = await start();
    const inside = await entered(core, room, 'a');
    inside.socket.take();
    const loud = await entered(core, room, 'loud');
    t.same(loud.socket.events(), [success, 'lab']);
    t.same(inside.socket.events(), ['pusher_internal:member_added', 'loud']);
  });

  t.test('[D9] [D2] who is refused is nobody in the room, and the connection stays', async (t) => {
    const core = await start();
    const inside = await entered(core, room, 'a');
    inside.socket.take();
    const client = core.connect();
    client.socket.take();
    await client.subscribe(room, { user_id: 'banned' });
    t.strictSame(client.socket.take(), refused(room, 'BANNED', 403, 'Not you'));
    for (const id of ['', 'a--b', 'a.b', 'x'.repeat(65), 'a,b', '--']) {
      await client.subscribe(`presence-lab-${id}`, { user_id: 'u' });
      const [error, pusherError] = client.socket.take();
      t.match(error, {
        event: 'pusher:subscription_error',
        channel: `presence-lab-${id}`,
        data: { type: 'INVALID_ROOM', status: 404 },
      });
      t.match(pusherError, {
        event: 'pusher:error',
        data: { code: null, message: dataError(error) },
      });
    }
    await client.say('pusher:subscribe', {
      channel: 'presence-lab-a.b',
      auth: 'key-1:0',
      channel_data: '{"user_id":"u"}',
    });
    t.match(client.socket.take()[0], { data: { type: 'AuthError', status: 401 } }, 'the signature comes first');
    await client.say('client-add', { text: 'x' }, room);
    t.match(client.socket.take(), [{ event: 'pusher:error' }], 'it is not in the room');
    t.same(inside.socket.take(), []);
    t.same(await core.cluster.users(core.app, room as never), ['a']);
    t.same(
      (await core.cluster.channels(core.app, '')).map(([name]) => name),
      [room],
    );
    for (const id of ['A-z_9', 'x'.repeat(64), '-']) {
      await client.subscribe(`presence-lab-${id}`, { user_id: 'u' });
      t.same(client.socket.events(), [success, 'lab'], id);
    }
  });

  t.test('[D10] [R9] the smaller limit counts; members come in again, and who leaves makes room', async (t) => {
    for (const [settings, most] of [
      [{}, 3],
      [{ limits: { presenceMembers: 2 } }, 2],
    ] as const) {
      const core = await start(settings);
      const members = [];
      for (let n = 1; n <= most; n += 1) members.push(await entered(core, room, `u${n}`));
      const late = await entered(core, room, 'late');
      t.match(late.socket.take()[0], {
        data: { type: 'ROOM_FULL', status: 403, error: `This room has its ${most} members` },
      });
      const tab = await entered(core, room, `u${most}`);
      t.equal(rosterOf(tab.socket.take()[0]).count, most);
      await members[0]?.hangUp();
      await late.subscribe(room, { user_id: 'late' });
      t.equal(rosterOf(late.socket.take()[0]).count, most);
    }
  });

  t.test('[D10] of many who come at once only as many as there is room for', async (t) => {
    const core = await start();
    const clients = Array.from({ length: 12 }, () => core.connect());
    await Promise.all(clients.map((client, index) => client.subscribe(room, { user_id: `u${index}` })));
    await core.quiet();
    const firsts = clients.map(({ socket }) => socket.take()[1]?.event);
    t.equal(firsts.filter((event) => event === success).length, 3);
    t.equal(firsts.filter((event) => event === 'pusher:subscription_error').length, 9);
    t.equal((await core.cluster.users(core.app, room as never)).length, 3);
  });

  t.test('[D20] a member comes with the first connection and leaves with the last', async (t) => {
    const core = await start();
    const watcher = await entered(core, room, 'w');
    const first = await entered(core, room, 'a', { name: 'Ann', role: 'owner' });
    const second = await entered(core, room, 'a', { name: 'Eve', role: 'guest' });
    t.same(watcher.socket.events().slice(2), ['pusher_internal:member_added', 'came']);
    await first.hangUp();
    t.same(watcher.socket.take(), []);
    await second.say('client-add', { text: 'x' }, room);
    t.match(dataOf(watcher.socket.take()[0]), { name: 'Ann', role: 'owner' }, '[D12] as the first connection said');
    await second.say('pusher:unsubscribe', { channel: room });
    t.strictSame(watcher.socket.take(), [
      memberRemoved(room, 'a'),
      { event: 'went', channel: room, data: '{"id":"a"}' },
    ]);
  });

  t.test('[D20] [D23] a connection that closes half-way through a join leaves nothing', async (t) => {
    const core = await start();
    const watcher = await entered(core, room, 'w');
    for (let n = 0; n < 20; n += 1) {
      const client = core.connect();
      const joins = client.subscribe(room, { user_id: `u${n % 2}` });
      client.socket.close(1006, '');
      await joins;
    }
    await core.quiet();
    t.same(await core.cluster.users(core.app, room as never), ['w']);
    const told = watcher.socket.events();
    t.equal(told.filter((event) => event === 'came').length, told.filter((event) => event === 'went').length);
    t.match(core.rooms.counters(), [{ participants: 1 }]);
    await watcher.hangUp();
    t.match(core.rooms, { size: 0 });
    t.match(core.rooms.counters(), [{ participants: 0 }]);
    t.ok(
      Object.values(core.broker.stats()).every((left) => left === 0),
      'nothing waits',
    );
    t.same(core.errors, []);
  });

  t.test('[D15] the state lives 60 s beyond the last member, what the backend set as long as history', async (t) => {
    const core = await start();
    /** Comes, looks and goes. */
    const look = async (): Promise<Record<string, unknown>> => {
      const client = await entered(core, room, 'a');
      const snapshot = dataOf(client.socket.take()[1]);
      await client.hangUp();
      return snapshot;
    };
    const first = await entered(core, room, 'a');
    await first.say('client-add', { text: 'x' }, room);
    await first.say('client-note', { text: 'n' }, room);
    await core.publish(room, 'set', '{"value":"v"}');
    await first.hangUp();
    await core.clock.advance(59_999);
    t.match(await look(), { texts: ['x'], value: 'v', history: [{ text: 'n' }] });
    await core.clock.advance(60_000);
    t.match(await look(), { texts: { length: 0 }, value: 'v', history: [{ text: 'n' }] });
    await core.clock.advance(864_000);
    t.same(await look(), { texts: [], value: '', members: ['a'], history: [] }, 'as long as this history');
    await core.publish(room, 'set', '{"value":"before anybody came"}');
    await core.clock.advance(600_000);
    t.match(await look(), { value: 'before anybody came' });
  });

  t.test('[D15] the state stays as long as somebody is in, whatever happens meanwhile', async (t) => {
    const core = await start({ activityTimeout: 86_400 });
    const first = await entered(core, room, 'a');
    await first.say('client-add', { text: 'x' }, room);
    await core.clock.advance(1_000_000);
    await first.say('client-add', { text: 'y' }, room);
    t.match(dataOf(first.socket.take().at(-1)), { text: 'y', count: 2 });
  });
}
