import t from 'tap';
import { stateIs } from '../support/clients/stock.ts';
import { type TestServer, testServer } from '../support/nodes/server.ts';
import {
  allHeardBy,
  alsoIn,
  comer,
  entered,
  heardBy,
  heardOutside,
  hostIs,
  isOccupied,
  joined,
  left,
  peer,
  peersInTurn,
  red,
  refusal,
  refused,
  room,
} from '../support/rooms/call-members.ts';
import { RoomMember, roomMember } from '../support/rooms/room-member.ts';
import { until } from '../support/until.ts';

const call = { domains: ['call'] };
const lingering = (linger: number) => ({ ...call, domainOptions: { call: { linger } } });

t.test('[D39] [D42] joining: the snapshot, and who came and left', async (t) => {
  const server = await testServer(t, call);
  const { it: a, peers } = await peer(server, 'a');
  t.same(peers, {
    yourId: 'a',
    peers: [],
    isHost: true,
    hostId: 'a',
    roomLocked: false,
    chatEnabled: true,
    raisedHands: [],
    screenSharers: [],
    coHosts: [],
    recording: false,
    waitingRoom: false,
    breakout: null,
    history: [],
  });
  await peer(server, 'b');
  const c = await peer(server, 'c');
  t.match(c.peers, { yourId: 'c', peers: ['a', 'b'], isHost: false, hostId: 'a' });
  const [heard] = await allHeardBy(server, a);
  t.match(heard, [/^pusher:member_added {"id":"b"/, joined('b'), /^pusher:member_added {"id":"c"/, joined('c')]);
  const tab = await peer(server, 'c');
  t.match(tab.peers, { yourId: 'c', peers: ['a', 'b'] });
  c.it.client.disconnect();
  await stateIs(c.it.client, 'disconnected');
  tab.it.say('raise-hand', {});
  await a.next('raise-hand');
  t.same(await allHeardBy(server, a), [[]], 'nothing of a second tab, nor of the first one that closes');
  tab.it.client.disconnect();
  await a.next('peer-left');
  t.match((await peer(server, 'd')).peers, { peers: ['a', 'b'], raisedHands: [] });
  t.match(await allHeardBy(server, a), [[/^pusher:member_removed {"id":"c"/, /^pusher:member_added/, joined('d')]]);
  const nameless = await roomMember(server, room, 'e', { username: 5, role: ['host'] });
  await entered(nameless);
  t.match(await a.next('peer-joined'), { peerId: 'e', username: 'e' });
});

function orders<T>(list: readonly T[]): T[][] {
  if (list.length < 2) return [[...list]];
  return list.flatMap((one, at) => orders(list.toSpliced(at, 1)).map((rest) => [one, ...rest]));
}

const ids = ['a', 'b', 'c', 'd'];

/** Four leave a call one after another, some of them signed as hosts; somebody stays to the end. */
async function leaveInOrder(server: TestServer, clients: Map<string, RoomMember>, order: string[], at: number) {
  const signed = [[], ['c'], ['b', 'd']][at % 3] ?? [];
  const channel = `presence-call-order-${at}`;
  for (const id of ids) {
    const { it } = await peerWith(clients, signed.includes(id) ? `${id}!` : id, channel);
    clients.set(`${at}${id}`, it);
  }
  const { it: watcher, peers } = await peerWith(clients, 'z', channel);
  const present = [...ids];
  let host = signed[0] ?? 'a';
  const expected = [];
  if (peers['hostId'] !== host) return { channel, expected: [`host ${host}`], heard: [`host ${peers['hostId']}`] };
  for (const id of order) {
    present.splice(present.indexOf(id), 1);
    clients.get(`${at}${id}`)?.client.unsubscribe(channel);
    expected.push(left(id));
    if (id === host) {
      host = signed.find((one) => present.includes(one)) ?? present[0] ?? 'z';
      expected.push(hostIs(host));
    }
    await watcher.next('pusher:member_removed');
  }
  const [heard = []] = await heardBy(server, watcher);
  return { channel, expected, heard };
}

const peerWith = (clients: Map<string, RoomMember>, name: string, channel: string) =>
  alsoIn(clients.get(name) as RoomMember, channel);

t.test('[D40] [D42] the host is followed by a signed one, else by the member longest present', async (t) => {
  const server = await testServer(t, call);
  const clients = new Map<string, RoomMember>();
  for (const id of [...ids, 'z']) {
    clients.set(id, (await peer(server, id, {}, 'presence-call-hall')).it);
    clients.set(`${id}!`, (await peer(server, id, { role: 'host' }, 'presence-call-signed')).it);
  }
  const runs = await Promise.all(orders(ids).map((order, at) => leaveInOrder(server, clients, order, at)));
  for (const { channel, expected, heard } of runs) t.same(heard, expected, channel);
});

t.test(
  '[D40] a signed host who comes second takes over; nobody gets it back by returning, unless signed',
  async (t) => {
    const server = await testServer(t, call);
    const { it: a } = await peer(server, 'a');
    const b = await peer(server, 'b', { role: 'host' });
    t.match(b.peers, { isHost: true, hostId: 'b' });
    t.same(await heardBy(server, a), [[joined('b'), hostIs('b')]]);
    const c = await peer(server, 'c', { role: 'host' });
    t.match(c.peers, { isHost: false, hostId: 'b' }, 'the present one is signed too');
    const tab = await peer(server, 'b', { role: 'host' });
    b.it.client.disconnect();
    await stateIs(b.it.client, 'disconnected');
    t.match(await refused(c.it, 'room-locked'), { code: 'FORBIDDEN' }, 'its second tab is host still');
    tab.it.client.disconnect();
    await a.next('peer-left');
    t.match(await a.next('host-changed'), { hostId: 'c' });
    t.match(
      (await peer(server, 'b', { role: 'host' })).peers,
      { isHost: false, hostId: 'c' },
      'nor does it from a signed',
    );
    c.it.client.disconnect();
    t.match(await a.next('host-changed'), { hostId: 'b' });
    t.same(
      (await heardBy(server, a))[0]?.filter((line) => line.startsWith('host')),
      [],
    );
  },
);

t.test('[D44] [D15] lock: a newcomer stays out, who returns within 60 s comes in, and is not host again', async (t) => {
  const server = await testServer(t, call);
  const [a, b] = await peersInTurn(server, 'a', 'b');
  t.match(await refused(b.it, 'room-locked'), { code: 'FORBIDDEN', command: 'room-locked' });
  a.it.say('room-locked', {});
  t.same(await b.it.next('room-locked'), {});
  t.same(await a.it.next('room-locked'), {});
  t.equal(await refusal(comer(server, 'x')), 'ROOM_LOCKED');
  t.match((await peer(server, 'b')).peers, { roomLocked: true }, 'a second tab');
  a.it.client.disconnect();
  t.same(await b.it.next('host-changed'), { hostId: 'b' });
  t.match((await peer(server, 'a')).peers, { isHost: false, hostId: 'b', roomLocked: true });
  t.equal(await refusal(comer(server, 'x')), 'ROOM_LOCKED', 'one who was refused was never there');
  b.it.say('room-unlocked', {});
  await b.it.next('room-unlocked');
  t.match((await peer(server, 'x')).peers, { roomLocked: false, peers: ['b', 'a'] });
});

t.test('[D44] [D15] after that time it is a newcomer, and an empty call is as new', async (t) => {
  const server = await testServer(t, lingering(0));
  const [a, b] = await peersInTurn(server, 'a', 'b');
  a.it.say('room-locked', {});
  await b.it.next('room-locked');
  b.it.client.disconnect();
  await a.it.next('peer-left');
  t.equal(await refusal(comer(server, 'b')), 'ROOM_LOCKED');
  const again = await comer(server, 'b');
  t.equal(await refusal(again), 'ROOM_LOCKED');
  a.it.say('room-unlocked', {});
  await a.it.next('room-unlocked');
  again.client.disconnect();
  again.client.connect();
  t.match(await again.next('peers'), { hostId: 'a' }, 'a page that connects anew');
  a.it.client.disconnect();
  await again.next('peer-left');
  t.match((await peer(server, 'a')).peers, { isHost: false, hostId: 'b' });
});

t.test(
  '[D45] kicked: every tab hears it and nothing more, and it is banned from the call and its breakouts',
  async (t) => {
    const server = await testServer(t, call);
    const [a, b, c] = await peersInTurn(server, 'a', 'b', 'c');
    const tabs = [b.it, (await peer(server, 'b')).it, (await peer(server, 'b')).it];
    a.it.say('breakout', { assignments: { b: 'red', c: 'red' } });
    await tabs[0]?.next('breakout');
    const [inRed, other] = [await peer(server, 'b', {}, red), await peer(server, 'c', {}, red)];
    await heardBy(server, a.it, c.it, other.it, inRed.it, ...tabs);
    t.match(await refused(c.it, 'kicked', { targetPeerId: 'b' }), { code: 'FORBIDDEN' });
    a.it.say('kicked', { targetPeerId: 'b' });
    t.same(await c.it.next('peer-left'), { peerId: 'b' });
    t.same(await other.it.next('peer-left'), { peerId: 'b' });
    c.it.say('reaction', { emoji: '👍' });
    t.match(await a.it.next('reaction'), { peerId: 'c' });
    t.match(await allHeardBy(server, a.it, c.it), [
      [/^pusher:member_removed \{"id":"b"/, left('b')],
      [/^pusher:member_removed \{"id":"b"/],
    ]);
    for (const one of tabs)
      t.same(await heardOutside(server, a.it, one), ['kicked {}'], 'and nothing more of the call');
    t.same(await heardOutside(server, other.it, inRed.it), ['kicked {}']);
    for (const [n, one] of tabs.entries()) {
      const pusherError = new Promise((resolve) => one.client.connection.bind('error', resolve));
      one.say('raise-hand', {});
      t.match(await pusherError, { data: { code: null } }, `tab ${n} is a stranger`);
    }
    t.same(await heardBy(server, a.it, c.it), [[], []]);
    const errors: unknown[] = [];
    for (const one of tabs) one.client.connection.bind('error', (error: unknown) => errors.push(error));
    for (const one of tabs) one.client.unsubscribe(room);
    for (const one of tabs) await heardOutside(server, a.it, one);
    t.same(errors, [], 'to unsubscribe is no fault');
    t.equal(await refusal(comer(server, 'b')), 'BANNED');
    t.equal(await refusal(comer(server, 'b', {}, red)), 'BANNED', 'no way around it');
    t.equal(await refusal(comer(server, 'b', { role: 'host' })), 'BANNED');
    const { client } = tabs[0] as RoomMember;
    client.disconnect();
    client.connect();
    t.equal(await refusal(new RoomMember(client, room)), 'BANNED', 'nor on a new connection');
    t.same(await heardBy(server, a.it), [[]], 'nobody is told of those who try');
  },
);

t.test('[D45] a ban ends with the call', async (t) => {
  const server = await testServer(t, lingering(0));
  const [a, b] = await peersInTurn(server, 'a', 'b');
  a.it.say('kicked', { targetPeerId: 'b' });
  await b.it.next('kicked');
  t.equal(await refusal(comer(server, 'b')), 'BANNED');
  const c = await peer(server, 'c');
  a.it.client.disconnect();
  await c.it.next('host-changed');
  t.equal(await refusal(comer(server, 'b')), 'BANNED', 'not with its host');
  const [d] = [await peer(server, 'd')];
  c.it.client.disconnect();
  await d.it.next('peer-left');
  d.it.client.unsubscribe(room);
  await until(async () => !(await isOccupied(server, room)));
  t.match((await peer(server, 'b')).peers, { hostId: 'b' });
});
