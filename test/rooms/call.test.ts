import t, { type Test } from 'tap';
import { call } from '../../src/domains/call.ts';
import type { TestClient } from '../support/core/core.ts';
import { deaf, heard, peer, red, refusalType, room, say, snapshotOf, start } from '../support/rooms/call-peers.ts';
import { dataOf, refusedFor } from '../support/rooms/fixture-domain.ts';

function orders<T>(list: readonly T[]): T[][] {
  if (list.length < 2) return [[...list]];
  return list.flatMap((one, at) => orders(list.toSpliced(at, 1)).map((rest) => [one, ...rest]));
}

const ids = ['a', 'b', 'c', 'd'];

/** Four leave one after another; somebody watches to the end. */
async function leaveInOrder(t: Test, order: readonly string[], signed: readonly string[]): Promise<void> {
  const core = await start();
  const clients = new Map<string, TestClient>();
  for (const id of ids) clients.set(id, await peer(core, id, signed.includes(id) ? { role: 'host' } : {}));
  const watcher = await peer(core, 'z');
  let host = signed[0] ?? 'a';
  t.equal(snapshotOf(watcher)['hostId'], host);
  const present = new Set(ids);
  for (const id of order) {
    present.delete(id);
    await clients.get(id)?.hangUp();
    const left = [`peer-left {"peerId":"${id}"}`];
    if (id === host) {
      host = signed.find((one) => present.has(one)) ?? [...present][0] ?? 'z';
      left.push(`host-changed {"hostId":"${host}"}`);
    }
    t.same(heard(watcher), left, `${order.join()} with ${signed.join()} signed: ${id} leaves`);
  }
  t.same(core.errors, []);
}

t.test('[D40] [D42] the host is followed by a signed one, else by the member longest present', async (t) => {
  for (const signed of [[], ['c'], ['b', 'd']]) for (const order of orders(ids)) await leaveInOrder(t, order, signed);
});

t.test('[D40] a signed host takes over from one who is not, and does not get it from one who is', async (t) => {
  const core = await start();
  const a = await peer(core, 'a');
  deaf(a);
  const b = await peer(core, 'b', { role: 'host' });
  t.match(snapshotOf(b), { isHost: true, hostId: 'b' });
  t.same(heard(a), ['peer-joined {"peerId":"b","username":"Name b"}', 'host-changed {"hostId":"b"}']);
  t.match(snapshotOf(await peer(core, 'c', { role: 'host' })), { isHost: false, hostId: 'b' });
  t.same(heard(a), ['peer-joined {"peerId":"c","username":"Name c"}']);
  const tab = await peer(core, 'b');
  t.same(heard(a), [], 'a second connection is no joiner');
  await b.hangUp();
  t.same(heard(a), [], 'nor is the first of two a leaver');
  await tab.hangUp();
  t.same(heard(a), ['peer-left {"peerId":"b"}', 'host-changed {"hostId":"c"}']);
  await peer(core, 'b', { role: 'host' });
  t.same(heard(a), ['peer-joined {"peerId":"b","username":"Name b"}']);
});

t.test('[D44] [D40] lock: who returns within 60 s comes in, and is not host again', async (t) => {
  const core = await start();
  const [a, b] = [await peer(core, 'a'), await peer(core, 'b')];
  await say(a, 'room-locked');
  deaf(b);
  await a.hangUp();
  t.equal(refusalType(await peer(core, 'x')), 'ROOM_LOCKED');
  t.match(refusalType(await peer(core, 'b')), undefined, 'a second connection');
  await core.clock.advance(59_000);
  const again = await peer(core, 'a');
  t.match(snapshotOf(again), { isHost: false, hostId: 'b', roomLocked: true });
  await again.hangUp();
  await core.clock.advance(60_000);
  t.equal(refusalType(await peer(core, 'a')), 'ROOM_LOCKED', 'after 60 s it is a newcomer');
  await say(b, 'room-unlocked');
  t.match(snapshotOf(await peer(core, 'a')), { roomLocked: false });
});

t.test('[D15] [D45] the lock and a ban live 60 s beyond the last member', async (t) => {
  const core = await start();
  const [a, b] = [await peer(core, 'a'), await peer(core, 'b')];
  await say(a, 'kicked', { targetPeerId: 'b' });
  await say(a, 'room-locked');
  await a.hangUp();
  await core.clock.advance(59_000);
  t.equal(refusalType(await peer(core, 'b')), 'BANNED');
  t.equal(refusalType(await peer(core, 'c')), 'ROOM_LOCKED');
  const again = await peer(core, 'a');
  t.match(snapshotOf(again), { isHost: true, roomLocked: true });
  await again.hangUp();
  await core.clock.advance(60_000);
  t.match(snapshotOf(await peer(core, 'b')), { isHost: true, roomLocked: false });
  deaf(b);
});

t.test('[D45] kicked from the call and its breakouts, by whoever of the hosts, wherever it sits', async (t) => {
  for (const from of [room, red]) {
    const core = await start();
    const [host, b, c] = [await peer(core, 'a'), await peer(core, 'b'), await peer(core, 'c')];
    await say(host, 'breakout', { assignments: { b: 'red', c: 'red' } });
    const [b2, c2] = [await peer(core, 'b', {}, red), await peer(core, 'c', {}, red)];
    await host.subscribe(red, { user_id: 'a', user_info: { username: 'Name a' } });
    deaf(host, b, c, b2, c2);
    if (from === red) await b.hangUp(); // it left the call, and sits in the breakout alone
    deaf(host, c);
    await say(host, 'kicked', { targetPeerId: 'b' }, room);
    t.same(heard(b2), ['kicked {}']);
    if (from === room) t.same(heard(b), ['kicked {}']);
    t.same(heard(c2), ['peer-left {"peerId":"b"}']);
    t.same(heard(c), from === room ? ['peer-left {"peerId":"b"}'] : []);
    await say(b2, 'offer', { targetPeerId: 'c', sdp: 'x' }, red);
    t.match(b2.socket.take(), [{ event: 'pusher:error' }], 'its commands are those of a stranger');
    t.same(heard(c2), []);
    await b2.say('pusher:unsubscribe', { channel: red });
    t.same(b2.socket.take(), [], 'and its unsubscribe is no fault');
    t.equal(refusalType(await peer(core, 'b', {}, red)), 'BANNED', 'no way in by a breakout');
    t.equal(refusalType(await peer(core, 'b')), 'BANNED');
    t.same(core.errors, []);
  }
});

t.test('[D41] rank: what host, co-host and member may', async (t) => {
  const core = await start();
  const [host, co, member, other] = [
    await peer(core, 'a'),
    await peer(core, 'b'),
    await peer(core, 'c'),
    await peer(core, 'd'),
  ];
  const forHost: [string, object][] = [
    ['waiting-room', { enabled: false }],
    ['breakout', { assignments: { d: 'red' } }],
    ['breakout-end', {}],
    ['recording-started', {}],
    ['recording-stopped', {}],
    ['promote-co-host', { targetPeerId: 'b' }],
  ];
  const forBoth: [string, object][] = [
    ['room-locked', {}],
    ['room-unlocked', {}],
    ['chat-disabled', {}],
    ['chat-enabled', {}],
    ['mute-participant', { targetPeerId: 'd' }],
  ];
  for (const [name, data] of forHost) {
    t.match(await refusedFor(co, room, name, data), { code: 'FORBIDDEN' }, name);
    t.equal(await refusedFor(host, room, name, data), undefined, name);
  }
  for (const [name, data] of forBoth) {
    t.match(await refusedFor(member, room, name, data), { code: 'FORBIDDEN' }, name);
    t.equal(await refusedFor(co, room, name, data), undefined, name);
    t.equal(await refusedFor(host, room, name, data), undefined, name);
  }
  await core.clock.advance(1000);
  for (const name of ['kicked', 'mute-participant']) {
    t.match(await refusedFor(co, room, name, { targetPeerId: 'a' }), { code: 'FORBIDDEN' }, 'not the host');
    t.match(await refusedFor(co, room, name, { targetPeerId: 'b' }), { code: 'FORBIDDEN' }, 'not oneself');
    t.match(await refusedFor(host, room, name, { targetPeerId: 'x' }), { code: 'NOT_FOUND' });
  }
  t.equal(await refusedFor(co, room, 'kicked', { targetPeerId: 'd' }), undefined);
  for (const name of ['admit', 'deny'])
    t.match(await refusedFor(host, room, name, { targetPeerId: 'd' }), { code: 'NOT_FOUND' });
  t.match(await refusedFor(member, room, 'admit', { targetPeerId: 'd' }), { code: 'FORBIDDEN' });
  deaf(member, other);
  await host.hangUp();
  t.same(heard(member), ['peer-left {"peerId":"a"}', 'host-changed {"hostId":"b"}', 'co-host-changed {"coHosts":[]}']);
});

t.test('[D46] [D47] [D48] [D56] hands, screens, chat, mute and notices', async (t) => {
  const core = await start();
  const [a, b, c] = [await peer(core, 'a'), await peer(core, 'b'), await peer(core, 'c')];
  const step = async (client: TestClient, name: string, data: object, told: string[][]): Promise<void> => {
    deaf(a, b, c);
    await say(client, name, data);
    t.same([a, b, c].map(heard), told, name);
  };
  const all = (one: string): string[][] => [[one], [one], [one]];
  await step(b, 'raise-hand', {}, all('raise-hand {"peerId":"b","username":"Name b"}'));
  await step(b, 'raise-hand', {}, [[], [], []]);
  await step(b, 'screen-share-start', {}, [
    ['screen-share-start {"peerId":"b"}'],
    [],
    ['screen-share-start {"peerId":"b"}'],
  ]);
  await step(a, 'recording-started', {}, all('recording-started {}'));
  await step(a, 'chat-disabled', {}, all('chat-disabled {}'));
  t.match(await refusedFor(a, room, 'chat-message', { id: '1', message: 'x' }), { code: 'CHAT_DISABLED' });
  await step(a, 'chat-enabled', {}, all('chat-enabled {}'));
  const said = `{"id":"1","username":"Name b","message":"x","timestamp":${core.clock.now()},"peerId":"b"}`;
  await step(b, 'chat-message', { id: '1', message: 'x' }, all(`chat-message ${said}`));
  t.match(await refusedFor(c, room, 'chat-message', { id: '1', message: 'y' }), {
    code: 'INVALID_PAYLOAD',
    field: 'id',
  });
  await step(b, 'reaction', { emoji: '❤️' }, [
    ['reaction {"peerId":"b","emoji":"❤️"}'],
    [],
    ['reaction {"peerId":"b","emoji":"❤️"}'],
  ]);
  t.match(await refusedFor(b, room, 'reaction', { emoji: '🙂' }), { code: 'INVALID_PAYLOAD', field: 'emoji' });
  await step(a, 'mute-participant', { targetPeerId: 'c' }, [
    [],
    [],
    ['mute-participant {"targetPeerId":"c","peerId":"a"}'],
  ]);
  await step(a, 'promote-co-host', { targetPeerId: 'c' }, all('co-host-changed {"coHosts":["c"]}'));
  t.match(snapshotOf(await peer(core, 'd')), {
    peers: ['a', 'b', 'c'],
    raisedHands: [{ peerId: 'b', username: 'Name b' }],
    screenSharers: ['b'],
    recording: true,
    coHosts: ['c'],
    history: [JSON.parse(said)],
  });
  await b.hangUp();
  t.match(snapshotOf(await peer(core, 'e')), { peers: ['a', 'c', 'd'], raisedHands: [], screenSharers: [] });
  await step(a, 'recording-stopped', {}, [['recording-stopped {}'], [], ['recording-stopped {}']]);
  t.equal(call.capacity, 50);
});

t.test('[D53] [D54] [D55] breakouts', async (t) => {
  const core = await start();
  const [a, b, c] = [await peer(core, 'a'), await peer(core, 'b'), await peer(core, 'c')];
  deaf(a, b, c);
  t.match(await refusedFor(a, room, 'breakout', { assignments: { b: 'red', x: 'red' } }), { code: 'NOT_FOUND' });
  t.match(await refusedFor(a, room, 'breakout', { assignments: { b: 'r d' } }), { code: 'INVALID_PAYLOAD' });
  t.equal(refusalType(await peer(core, 'b', {}, red)), 'INVALID_ROOM', 'nothing happened');
  deaf(a);
  await say(a, 'breakout', { assignments: { b: 'red' } });
  t.same([a, b, c].map(heard), [[], [`breakout {"room":"${red}"}`], []]);
  t.equal(refusalType(await peer(core, 'c', {}, red)), 'FORBIDDEN');
  t.equal(refusalType(await peer(core, 'b', {}, `${room}--blue`)), 'INVALID_ROOM');
  const b2 = await peer(core, 'b', {}, red);
  t.match(snapshotOf(b2), { yourId: 'b', peers: [], hostId: 'a', breakout: red });
  const a2 = await peer(core, 'a', {}, red);
  t.match(snapshotOf(a2), { isHost: true, peers: ['b'] });
  t.same(heard(b2), ['peer-joined {"peerId":"a","username":"Name a"}']);
  deaf(a, b, c);
  t.match(await refusedFor(b2, red, 'offer', { targetPeerId: 'c', sdp: 'x' }), { code: 'NOT_FOUND' }, 'another room');
  await say(b2, 'chat-message', { id: '1', message: 'secret' }, red);
  t.match(heard(a2), [/secret/]);
  await say(b2, 'raise-hand', {}, red);
  t.same([a2, c].map(heard), Array(2).fill(['raise-hand {"peerId":"b","username":"Name b"}']), 'in the call too');
  t.match(snapshotOf(await peer(core, 'd')), { history: [] }, 'what is said in a breakout stays there');
  deaf(a, b, c, a2, b2);
  await say(a, 'breakout-end', {});
  for (const one of [a, b, c, a2, b2]) t.same(heard(one), [`breakout-end {"room":"${room}"}`]);
  t.equal(refusalType(await peer(core, 'b', {}, red)), undefined, 'who is in stays in');
  await b2.hangUp();
  const strangers = await peer(core, 'c', {}, red);
  t.equal(refusalType(strangers), 'INVALID_ROOM');
  t.same(core.errors, []);
});

t.test('[D43] nobody reaches a peer of another room; in one, order is kept for each sender and target', async (t) => {
  const core = await start();
  const elsewhere = await peer(core, 'z', {}, 'presence-call-other');
  const [a, b, c] = [await peer(core, 'a'), await peer(core, 'b'), await peer(core, 'c')];
  const tab = await peer(core, 'b');
  deaf(a, b, c, tab, elsewhere);
  t.match(await refusedFor(a, room, 'offer', { targetPeerId: 'z', sdp: 'x' }), {
    code: 'NOT_FOUND',
    field: 'targetPeerId',
  });
  deaf(a);
  for (let n = 0; n < 30; n += 1) {
    for (const [sender, id] of [
      [a, 'a'],
      [c, 'c'],
    ] as const)
      sender.sayRaw(
        JSON.stringify({
          event: 'client-candidate',
          channel: room,
          data: { targetPeerId: 'b', candidate: `${id}${n}` },
        }),
      );
  }
  await core.quiet();
  const got = b.socket.frames.map((frame) => String(dataOf(frame)['candidate']));
  for (const id of ['a', 'c'])
    t.same(
      got.filter((one) => one.startsWith(id)),
      Array.from({ length: 30 }, (_, n) => `${id}${n}`),
    );
  t.same(tab.socket.take(), b.socket.take(), 'all connections of the member');
  t.same([a, c, elsewhere].map(heard), [[], [], []], 'nobody else hears one frame of it');
  await say(a, 'answer', { targetPeerId: 'b', sdp: 's', username: 'Somebody', peerId: 'c' });
  t.same(heard(b), ['answer {"peerId":"a","targetPeerId":"b","sdp":"s"}']);
  for (const sdp of ['', 5, 'x'.repeat(65_537)])
    t.match(await refusedFor(a, room, 'offer', { targetPeerId: 'b', sdp }), { code: 'INVALID_PAYLOAD', field: 'sdp' });
  t.equal(await refusedFor(a, room, 'offer', { targetPeerId: 'b', sdp: 'x'.repeat(65_536) }), undefined);
});
