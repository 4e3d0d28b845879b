import t from 'tap';
import { isWaitingRoomFeed } from '../../src/channels/internal-feeds.ts';
import { Unavailable } from '../../src/channels/ports/errors.ts';
import type { TestClient, TestCore } from '../support/core/core.ts';
import { deaf, heard, peer, refusalType, room, say, snapshotOf, start } from '../support/rooms/call-peers.ts';
import { dataOf, refusedFor } from '../support/rooms/fixture-domain.ts';

const waits = async (core: TestCore, id: string, signIn = false): Promise<TestClient> => {
  const client = core.connect();
  if (signIn) await client.signIn(`user-${id}`);
  client.socket.take();
  await client.subscribe(room, { user_id: id, user_info: { username: `Name ${id}` } });
  return client;
};
const waitingRoom = async (): Promise<{ core: TestCore; host: TestClient }> => {
  const core = await start();
  const host = await peer(core, 'a');
  await say(host, 'waiting-room', { enabled: true });
  deaf(host);
  return { core, host };
};

t.test('[D49] [D50] [D52] let wait, knocked once, admitted, and told to the others 250 ms later', async (t) => {
  const { core, host } = await waitingRoom();
  const co = await peer(core, 'b', { role: 'host' });
  t.match(snapshotOf(co), { waitingRoom: true, hostId: 'b' });
  await say(co, 'promote-co-host', { targetPeerId: 'a' });
  deaf(host, co);
  const w = await waits(core, 'w', true);
  t.match(w.socket.take(), [{ event: 'pusher:subscription_error', data: { type: 'WAITING', status: 403 } }]);
  await w.subscribe(room, { user_id: 'w' });
  t.match(w.socket.take(), [{ event: 'pusher:subscription_error', data: { type: 'WAITING' } }]);
  for (const one of [host, co]) t.same(heard(one), ['knock {"peerId":"w","username":"Name w"}']);
  await say(host, 'admit', { targetPeerId: 'w' });
  const got = w.socket.take();
  t.same(
    got.map(({ event, channel }) => [event, channel]),
    [
      ['admitted', '#server-to-user-user-w'],
      ['pusher_internal:subscription_succeeded', room],
      ['peers', room],
    ],
  );
  t.same(dataOf(got[0]), { roomId: 'r' });
  t.same(host.socket.take(), []);
  await core.clock.advance(249);
  t.same(host.socket.take(), []);
  await core.clock.advance(1);
  t.same(host.socket.events(), ['pusher_internal:member_added', 'peer-joined']);
  await w.hangUp();
  await core.clock.advance(9 * 60_000);
  t.match(snapshotOf(await peer(core, 'w')), { yourId: 'w' }, 'the admission holds 10 minutes');
  const x = await waits(core, 'x');
  deaf(x, host);
  await say(co, 'admit', { targetPeerId: 'x' });
  await x.say('pusher:unsubscribe', { channel: room });
  await core.clock.advance(1000);
  t.same(host.socket.take(), [], 'who left by then was never there');
});

t.test('[D51] [D20] a node that cannot listen for a verdict now refuses, and the connection stays', async (t) => {
  const { core, host } = await waitingRoom();
  const { join, leave } = core.cluster;
  const listens = { joined: 0, left: 0 };
  let isCut = true;
  core.cluster.join = async (app, channel, member) => {
    if (!isWaitingRoomFeed(channel)) return join.call(core.cluster, app, channel, member);
    if (isCut) throw new Unavailable('gone');
    listens.joined += 1;
    return join.call(core.cluster, app, channel, member);
  };
  core.cluster.leave = async (app, channel, userId) => {
    if (isWaitingRoomFeed(channel)) listens.left += 1;
    return leave.call(core.cluster, app, channel, userId);
  };
  const w = await waits(core, 'w');
  await core.quiet();
  t.match(w.socket.take(), [
    { event: 'pusher:subscription_error', data: { type: 'WAITING' } },
    { event: 'pusher:subscription_error', data: { type: 'ServiceUnavailable', status: 503 } },
    { event: 'pusher:error' },
  ]);
  t.equal(w.socket.closed, undefined);
  t.same(listens, { joined: 0, left: 0 }, 'what was not joined is not left');
  deaf(host);
  t.match(await refusedFor(host, room, 'admit', { targetPeerId: 'w' }), { code: 'NOT_FOUND' }, 'it is off the list');
  isCut = false;
  await w.subscribe(room, { user_id: 'w', user_info: { username: 'Name w' } });
  t.match(w.socket.take(), [{ event: 'pusher:subscription_error', data: { type: 'WAITING' } }]);
  deaf(host);
  await say(host, 'admit', { targetPeerId: 'w' });
  t.match(w.socket.take()[0], { event: 'pusher_internal:subscription_succeeded' });
  await w.hangUp();
  t.same(listens, { joined: 1, left: 1 });
});

t.test('[D50] [D51] denied, gone, given up: off the list', async (t) => {
  const { core, host } = await waitingRoom();
  const denied = await waits(core, 'd');
  deaf(denied);
  await say(host, 'deny', { targetPeerId: 'd' });
  t.match(denied.socket.take(), [
    { event: 'pusher:subscription_error', data: { type: 'FORBIDDEN', status: 403 } },
    { event: 'pusher:error' },
  ]);
  const dropped = await waits(core, 'e');
  await dropped.hangUp();
  const left = await waits(core, 'f');
  left.socket.take();
  await left.say('pusher:unsubscribe', { channel: room });
  t.same(left.socket.take(), []);
  deaf(host);
  for (const targetPeerId of ['d', 'e', 'f', 'nobody'])
    t.match(await refusedFor(host, room, 'admit', { targetPeerId }), { code: 'NOT_FOUND' }, targetPeerId);
  await host.hangUp();
  t.match(core.rooms, { size: 0 });
});

t.test('[D49] [D51] a new host hears of all who wait, and can open to all', async (t) => {
  const { core, host } = await waitingRoom();
  const b = await waits(core, 'b');
  await say(host, 'admit', { targetPeerId: 'b' });
  await core.clock.advance(250);
  const [w, x] = [await waits(core, 'w'), await waits(core, 'x')];
  deaf(b, w, x);
  const knocks = ['w', 'x'].map((id) => `knock {"peerId":"${id}","username":"Name ${id}"}`);
  await host.hangUp();
  t.same(heard(b), ['peer-left {"peerId":"a"}', 'host-changed {"hostId":"b"}', ...knocks]);
  const signed = await peer(core, 's', { role: 'host' });
  t.same(heard(signed).slice(1), knocks, 'one who takes over, after its snapshot');
  await signed.hangUp();
  await b.hangUp();
  const again = await peer(core, 'b');
  t.same(heard(again).slice(1), knocks, 'and one who found the call empty');
  await say(again, 'waiting-room', { enabled: false });
  for (const one of [w, x])
    t.same(
      heard(one).map((line) => line.split(' ')[0]),
      ['peers'],
    );
  t.same(refusalType(await peer(core, 'y')), undefined);
  deaf(w, x);
});

t.test('[D49] who waits at a call that came to its end is let in by the next', async (t) => {
  const { core, host } = await waitingRoom();
  const w = await waits(core, 'w');
  await host.hangUp();
  t.equal(refusalType(await waits(core, 'v')), 'WAITING', 'nobody slips in while the host reloads the page');
  await core.clock.advance(60_000);
  deaf(w);
  t.match(snapshotOf(await peer(core, 'n')), { isHost: true, waitingRoom: false });
  t.match(snapshotOf(w), { yourId: 'w', hostId: 'n' });
});

t.test(
  '[D40] [D42] [D45] [D52] who left or was kicked before it was told to the others takes the host with it',
  async (t) => {
    const { core, host } = await waitingRoom();
    const w = await waits(core, 'w');
    const b = await peer(core, 'b', { role: 'host' });
    await say(b, 'admit', { targetPeerId: 'w' });
    deaf(host, b, w);
    await b.hangUp();
    t.same(heard(host), ['peer-left {"peerId":"b"}', 'host-changed {"hostId":"a"}'], 'longest present, and known');
    await host.hangUp();
    t.same(heard(w).at(-1), 'host-changed {"hostId":"w"}', 'nobody else is there');
    const back = await peer(core, 'a');
    t.match(snapshotOf(back), { hostId: 'w' });
    await w.hangUp();
    t.same(heard(back), ['host-changed {"hostId":"a"}'], 'of who was never told it is not told that it left');
    const x = await waits(core, 'x');
    await say(back, 'admit', { targetPeerId: 'x' });
    deaf(back);
    await say(back, 'kicked', { targetPeerId: 'x' });
    t.same(back.socket.take(), []);
    t.same(heard(x).at(-1), 'kicked {}');
    await core.clock.advance(1000);
    t.same(back.socket.take(), []);
    t.same(core.errors, []);
  },
);
