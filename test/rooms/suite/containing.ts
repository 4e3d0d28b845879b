import type { Test } from 'tap';
import { dataOf, entered, refusedFor } from '../../support/rooms/fixture-domain.ts';
import type { StartRooms } from '../rooms-suite.ts';

const room = 'presence-lab-1';
const success = 'pusher_internal:subscription_succeeded';

export function containing(t: Test, start: StartRooms): void {
  t.test('[D14] a command that fails is refused and logged, and changes nothing', async (t) => {
    const core = await start();
    const [client, other, elsewhere] = [
      await entered(core, room, 'a'),
      await entered(core, room, 'b'),
      await entered(core, 'presence-lab-2', 'c'),
    ];
    for (const { socket } of [other, elsewhere]) socket.take();
    for (const name of ['fail', 'forget', 'later', 'odd']) {
      t.match(await refusedFor(client, room, name, {}), {
        code: 'INVALID_STATE',
        command: name,
        message: /nothing was changed/,
      });
    }
    t.match(core.errors, [
      ['rooms', 'lab fail', { message: 'out of order' }],
      ['rooms', 'lab forget', { message: /expected \{ state, effects \}/ }],
      ['rooms', 'lab later', { message: /and at once/ }],
      ['rooms', 'lab odd', Error],
    ]);
    t.same(other.socket.take(), []);
    t.equal(client.socket.closed, undefined);
    await client.say('client-add', { text: 'x' }, room);
    t.match(dataOf(other.socket.take()[0]), { count: 1 }, 'the room goes on');
    await elsewhere.say('client-add', { text: 'x' }, 'presence-lab-2');
    t.same(elsewhere.socket.events(), ['added']);
  });

  t.test('[D14] [D9] a join that fails is refused; a leave that fails, and a snapshot, hold nobody', async (t) => {
    const core = await start();
    const client = core.connect();
    client.socket.take();
    for (const [channel, id] of [
      [room, 'trap'],
      ['presence-lab-unborn', 'a'],
    ] as const) {
      await client.subscribe(channel, { user_id: id });
      t.match(client.socket.take(), [
        { event: 'pusher:subscription_error', data: { type: 'ServiceUnavailable', status: 503 } },
        { event: 'pusher:error' },
      ]);
    }
    t.match(core.rooms, { size: 0 });
    await client.subscribe(room, { user_id: 'blind' });
    t.same(client.socket.events(), [success], 'in the room, without a snapshot');
    const sticky = await entered(core, room, 'sticky');
    await sticky.hangUp();
    t.same(client.socket.events(), ['pusher_internal:member_added', 'came', 'pusher_internal:member_removed']);
    await client.hangUp();
    t.same(await core.cluster.users(core.app, room as never), []);
    t.match(core.rooms, { size: 0 });
    t.match(core.errors, [
      ['rooms', 'lab join', { message: 'fell in' }],
      ['rooms', 'lab join', { message: 'no such room' }],
      ['rooms', 'lab snapshot', { message: 'sees nothing' }],
      ['rooms', 'lab leave', { message: 'will not go' }],
    ]);
  });

  t.test('[D14] what the backend says reaches the members, also where the domain cannot take it', async (t) => {
    const core = await start();
    const client = await entered(core, room, 'a');
    client.socket.take();
    await core.publish(room, 'broken', '{}');
    await core.publish(room, 'set', JSON.stringify({ value: 'x'.repeat(70_000) }));
    t.same(client.socket.events(), ['broken', 'set']);
    t.match(core.errors, [
      ['rooms', 'lab broken', { message: 'cannot take it' }],
      ['rooms', 'lab set', { message: /full of state/ }],
    ]);
    t.match(dataOf((await entered(core, room, 'b')).socket.take()[1]), { value: '' });
  });

  t.test('[D14] the state of a room is bounded', async (t) => {
    const core = await start();
    const client = await entered(core, room, 'a');
    let taken = 0;
    let refused: Record<string, unknown> | undefined;
    for (; refused === undefined && taken < 20; taken += 1)
      refused = await refusedFor(client, room, 'add', { text: 'x'.repeat(9000) });
    t.match(refused, { code: 'INVALID_STATE', message: /at most 65536 bytes/ });
    t.equal(taken, 8);
    t.equal(await refusedFor(client, room, 'note', { text: 'still alive' }), undefined);
  });

  t.test('[D23] who comes and goes leaves a bounded trace', async (t) => {
    const core = await start();
    const client = core.connect();
    for (let n = 0; n < 600; n += 1) {
      await client.subscribe(room, { user_id: `${'u'.repeat(100)}${n}` });
      await client.say('pusher:unsubscribe', { channel: room });
    }
    const { state } = await core.cluster.room(core.app, 'lab:1');
    t.ok(JSON.stringify(state).length < 40_000, `${JSON.stringify(state).length} bytes`);
    await client.hangUp();
    t.match(core.rooms, { size: 0 });
    t.match(core.rooms.counters(), [{ participants: 0 }]);
  });

  t.test('[D20] a cluster that fails refuses, and the connection stays', async (t) => {
    const core = await start();
    const client = await entered(core, room, 'a');
    client.socket.take();
    const { commit } = core.cluster;
    core.cluster.commit = async () => Promise.reject(new Error('gone'));
    await client.say('client-add', { text: 'x' }, room);
    t.match(client.socket.take(), [{ event: 'pusher:error', data: { message: /try again/ } }]);
    const late = await entered(core, room, 'b');
    t.match(late.socket.take()[0], { data: { type: 'ServiceUnavailable' } });
    await late.subscribe('presence-lab-9', { user_id: 'b' });
    t.match(core.rooms, { size: 1 }, 'the room that somebody is in');
    core.cluster.commit = commit;
    await client.say('client-add', { text: 'x' }, room);
    t.same(client.socket.events(), ['added']);
    t.equal(client.socket.closed, undefined);
  });
}
