import t from 'tap';
import { testServer } from '../support/nodes/server.ts';
import {
  coHostsAre,
  comer,
  heardBy,
  hostIs,
  joined,
  left,
  peer,
  peersInTurn,
  refusal,
  refused,
  room,
} from '../support/rooms/call-members.ts';
import { historyOf, type RoomMember } from '../support/rooms/room-member.ts';

const call = { domains: ['call'] };

/** So many, by who sent them. */
async function candidates(it: RoomMember, howMany: number): Promise<Map<string, string[]>> {
  const heard = new Map<string, string[]>();
  for (let n = 0; n < howMany; n += 1) {
    const { peerId, candidate } = await it.next<{ peerId: string; candidate: string }>('candidate');
    heard.set(peerId, [...(heard.get(peerId) ?? []), candidate]);
  }
  return heard;
}

t.test('[D43] signalling: in order for each sender and target, to nobody else', async (t) => {
  const server = await testServer(t, call);
  const elsewhere = await peer(server, 'y', {}, 'presence-call-other');
  const [a, b, c, z] = await peersInTurn(server, 'a', 'b', 'c', 'z');
  const tab = await peer(server, 'a');
  await heardBy(server, a.it, b.it, c.it, z.it, tab.it);
  const frames: string[] = [];
  for (const one of [z, elsewhere])
    one.it.client.connection.bind('message', (frame: { event: string }) => frames.push(JSON.stringify(frame)));

  b.it.say('offer', { targetPeerId: 'a', sdp: 'x'.repeat(65_536), peerId: 'c', username: 'Somebody', more: 1 });
  const offer = { peerId: 'b', targetPeerId: 'a', username: 'Name b', sdp: 'x'.repeat(65_536) };
  for (const one of [a, tab]) t.same(await one.it.next('offer'), offer);
  a.it.say('answer', { targetPeerId: 'b', sdp: 's', username: 'Somebody' });
  t.same(await b.it.next('answer'), { peerId: 'a', targetPeerId: 'b', sdp: 's' });
  const numbers = Array.from({ length: 50 }, (_, n) => `${n}`);
  for (const candidate of numbers)
    for (const [sender, target] of [
      [b, 'a'],
      [c, 'a'],
      [a, 'b'],
      [tab, 'c'],
    ] as const)
      sender.it.say('candidate', { targetPeerId: target, candidate });
  for (const [to, from] of [
    [a, ['b', 'c']],
    [tab, ['b', 'c']],
    [b, ['a']],
    [c, ['a']],
  ] as const) {
    const heard = await candidates(to.it, from.length * numbers.length);
    for (const id of from) t.same(heard.get(id), numbers);
  }
  t.match(await refused(a.it, 'offer', { targetPeerId: 'y', sdp: 'x' }), { code: 'NOT_FOUND', field: 'targetPeerId' });
  for (const sdp of ['', 5, 'x'.repeat(65_537)])
    t.match(await refused(a.it, 'offer', { targetPeerId: 'b', sdp }), { code: 'INVALID_PAYLOAD', field: 'sdp' });
  for (const candidate of [undefined, 5, 'x'.repeat(4097)])
    t.match(await refused(a.it, 'candidate', { targetPeerId: 'b', candidate }), { field: 'candidate' });
  const [heard] = await heardBy(server, a.it, b.it, c.it, z.it, tab.it, elsewhere.it);
  t.same(heard, []);
  t.same(
    frames.filter((frame) => !frame.includes('mark-')),
    [],
    'not one frame',
  );
});

t.test('[D43] a flood of signalling is bounded, and told how long to wait; others are not held up', async (t) => {
  const server = await testServer(t, call);
  const [a, b, c] = await peersInTurn(server, 'a', 'b', 'c');
  await heardBy(server, a.it, b.it, c.it);
  for (let n = 0; n < 110; n += 1) b.it.say('candidate', { targetPeerId: 'a', candidate: `${n}` });
  t.match(await b.it.next('error'), { code: 'RATE_LIMITED', command: 'candidate', retry_after: 1 });
  c.it.say('candidate', { targetPeerId: 'a', candidate: 'c' });
  b.it.say('offer', { targetPeerId: 'a', sdp: 'x' });
  await a.it.next('offer');
  const heard = (await heardBy(server, a.it, c.it)) as [string[], string[]];
  t.ok(heard[0].length >= 101 && heard[0].length < 111, `${heard[0].length} came`);
  t.same(heard[1], []);
});

t.test('[D46] [D42] hands, reactions and screens, in two tabs', async (t) => {
  const server = await testServer(t, call);
  const [a, b] = await peersInTurn(server, 'a', 'b');
  const tab = await peer(server, 'b');
  const all = [a.it, b.it, tab.it];
  await heardBy(server, ...all);
  b.it.say('raise-hand', { peerId: 'a', username: 'x' });
  for (const one of all) t.same(await one.next('raise-hand'), { peerId: 'b', username: 'Name b' });
  tab.it.say('raise-hand', {});
  tab.it.say('lower-hand', {});
  for (const one of all) t.same(await one.next('lower-hand'), { peerId: 'b' });
  tab.it.say('lower-hand', {});
  a.it.say('lower-hand', { peerId: 'b' });
  a.it.say('reaction', { emoji: '❤️' });
  for (const one of [b, tab]) t.same(await one.it.next('reaction'), { peerId: 'a', emoji: '❤️' });
  b.it.say('reaction', { emoji: '🤔' });
  for (const one of [a, tab]) t.same(await one.it.next('reaction'), { peerId: 'b', emoji: '🤔' });
  for (const emoji of ['❤', '🙂', '', 1])
    t.match(await refused(b.it, 'reaction', { emoji }), { code: 'INVALID_PAYLOAD', field: 'emoji' });
  b.it.say('screen-share-start', {});
  for (const one of [a, tab]) t.same(await one.it.next('screen-share-start'), { peerId: 'b' });
  t.same(await heardBy(server, ...all), [[], [], []], 'twice is once, and the others are not the sender');
  tab.it.say('raise-hand', {});
  await a.it.next('raise-hand');
  t.match((await peer(server, 'c')).peers, {
    raisedHands: [{ peerId: 'b', username: 'Name b' }],
    screenSharers: ['b'],
  });
  b.it.say('screen-share-stop', {});
  for (const one of [a, tab]) t.same(await one.it.next('screen-share-stop'), { peerId: 'b' });
  b.it.say('screen-share-start', {});
  await a.it.next('screen-share-start');
  b.it.client.disconnect();
  tab.it.client.disconnect();
  t.same(await a.it.next('peer-left'), { peerId: 'b' });
  t.match((await peer(server, 'b')).peers, { raisedHands: [], screenSharers: [] });
});

t.test('[D47] [D16] chat', async (t) => {
  const server = await testServer(t, call);
  const [a, b, c] = await peersInTurn(server, 'a', 'b', 'c');
  const tab = await peer(server, 'b');
  b.it.say('chat-message', { id: 'm1', message: '<b>é</b>', username: 'x', peerId: 'c', timestamp: 1 });
  const first = await a.it.next('chat-message');
  t.match(first, { id: 'm1', username: 'Name b', message: '<b>é</b>', timestamp: Number, peerId: 'b' });
  t.ok(Number.isInteger(first['timestamp']) && Math.abs(Number(first['timestamp']) - Date.now()) < 60_000);
  t.same(Object.keys(first).length, 5);
  for (const one of [b, tab, c]) t.same(await one.it.next('chat-message'), first, 'to all, the sender too');
  t.match(await refused(c.it, 'chat-message', { id: 'm1', message: 'mine' }), { code: 'INVALID_PAYLOAD', field: 'id' });
  tab.it.say('chat-message', { id: 'm1', message: 'again' });
  t.match(await a.it.next('chat-message'), { message: 'again' }, 'its own id may come again');
  a.it.say('chat-disabled', {});
  for (const one of [a, b, c]) t.same(await one.it.next('chat-disabled'), {});
  for (const one of [a, b])
    t.match(await refused(one.it, 'chat-message', { id: 'm2', message: 'x' }), { code: 'CHAT_DISABLED' });
  t.match((await peer(server, 'd')).peers, { chatEnabled: false, history: [first, { message: 'again' }] });
  t.match(await refused(b.it, 'chat-enabled'), { code: 'FORBIDDEN' });
  a.it.say('chat-enabled', {});
  for (const one of [a, b, c]) t.same(await one.it.next('chat-enabled'), {});
  const { history } = await historyOf(server, room);
  t.match(history, [{ event: 'chat-message', time_ms: first['timestamp'] }, { event: 'chat-message' }]);
  t.same(JSON.parse(history[0]?.data ?? ''), first, 'as it was said');
});

t.test('[D10] [D39] as many members as its option says, and not one more', async (t) => {
  const server = await testServer(t, { ...call, domainOptions: { call: { capacity: 2 } } });
  const [a, b] = await peersInTurn(server, 'a', 'b');
  t.equal(await refusal(comer(server, 'c')), 'ROOM_FULL');
  t.match((await peer(server, 'b')).peers, { yourId: 'b' }, 'a second tab');
  t.same(await heardBy(server, a.it), [[joined('b')]], 'nobody is told of who did not come in');
  await a.it.client.unsubscribe(room);
  await b.it.next('peer-left');
  t.match((await peer(server, 'c')).peers, { hostId: 'b' });
  t.equal(await refusal(comer(server, 'c', {}, 'presence-call-a--b--c')), 'INVALID_ROOM');
  const forged = await server.raw();
  forged.say('pusher:subscribe', { channel: room, auth: 'key-1:00', channel_data: JSON.stringify({ user_id: 'b' }) });
  t.match(await forged.next('pusher:subscription_error'), { data: { type: 'AuthError', status: 401 } });
});

t.test('[D9] [D10] [D44] [D45] [D49] banned, locked, full, waiting: the first that holds is said', async (t) => {
  const server = await testServer(t, { ...call, domainOptions: { call: { capacity: 2 } } });
  const [a, b] = await peersInTurn(server, 'a', 'b');
  a.it.say('waiting-room', { enabled: true });
  await b.it.next('waiting-room');
  t.equal(await refusal(comer(server, 'c')), 'ROOM_FULL');
  a.it.say('room-locked', {});
  await b.it.next('room-locked');
  t.equal(await refusal(comer(server, 'c')), 'ROOM_LOCKED');
  a.it.say('kicked', { targetPeerId: 'b' });
  await b.it.next('kicked');
  t.equal(await refusal(comer(server, 'b')), 'BANNED');
  a.it.say('room-unlocked', {});
  await a.it.next('room-unlocked');
  const waits = await comer(server, 'c');
  t.equal(await refusal(waits), 'WAITING');
  await a.it.next('knock');
  await peer(server, 'd', { role: 'host' });
  a.it.say('admit', { targetPeerId: 'c' });
  t.match(await a.it.next('error'), { code: 'FORBIDDEN' }, 'it is no host any more');
  const tab = await peer(server, 'd', { role: 'host' });
  tab.it.say('admit', { targetPeerId: 'c' });
  t.equal(await refusal(waits), 'ROOM_FULL', 'admitted to a call that is full by now');
  t.match(await refused(tab.it, 'admit', { targetPeerId: 'c' }), { code: 'NOT_FOUND' });
  tab.it.say('waiting-room', { enabled: false });
  await a.it.next('waiting-room');
  t.same(
    (await heardBy(server, a.it))[0]?.filter((line) => line.includes('"c"')),
    [],
  );
});

t.test('[D41] [D48] [D56] rank, mute and the notice of a recording', async (t) => {
  const server = await testServer(t, call);
  const [a, b, c, d] = await peersInTurn(server, 'a', 'b', 'c', 'd');
  const tab = await peer(server, 'd');
  const all = [a.it, b.it, c.it, d.it, tab.it];
  const target = (targetPeerId: string) => ({ targetPeerId });
  t.match(await refused(b.it, 'promote-co-host', target('b')), { code: 'FORBIDDEN' });
  a.it.say('promote-co-host', target('b'));
  for (const one of all) t.same(await one.next('co-host-changed'), { coHosts: ['b'] });
  await heardBy(server, ...all);
  b.it.say('mute-participant', target('d'));
  for (const one of [d, tab]) t.same(await one.it.next('mute-participant'), { targetPeerId: 'd', peerId: 'b' });
  t.same(await heardBy(server, ...all), [[], [], [], [], []], 'the target alone');
  for (const name of ['mute-participant', 'kicked']) {
    t.match(await refused(c.it, name, target('d')), { code: 'FORBIDDEN' });
    t.match(await refused(b.it, name, target('a')), { code: 'FORBIDDEN' }, 'not the host');
    t.match(await refused(a.it, name, target('a')), { code: 'FORBIDDEN' }, 'not itself');
    t.match(await refused(b.it, name, target('b')), { code: 'FORBIDDEN' });
    t.match(await refused(a.it, name, target('nobody')), { code: 'NOT_FOUND', field: 'targetPeerId' });
  }
  for (const [name, data] of [
    ['waiting-room', { enabled: true }],
    ['breakout', { assignments: { d: 'red' } }],
    ['breakout-end', {}],
    ['recording-started', {}],
    ['recording-stopped', {}],
    ['promote-co-host', target('c')],
  ] as const)
    t.match(await refused(b.it, name, data), { code: 'FORBIDDEN', command: name }, 'the host alone');
  for (const name of ['room-locked', 'room-unlocked', 'chat-disabled', 'chat-enabled']) {
    b.it.say(name, {});
    for (const one of all) t.same(await one.next(name), {});
  }
  a.it.say('recording-started', {});
  for (const one of all) t.same(await one.next('recording-started'), {});
  t.match((await peer(server, 'e')).peers, { recording: true, coHosts: ['b'] });
  a.it.say('recording-stopped', {});
  for (const one of all) t.same(await one.next('recording-stopped'), {});
  await heardBy(server, c.it);
  a.it.client.disconnect();
  await c.it.next('pusher:member_removed');
  t.same(await heardBy(server, c.it), [[left('a'), hostIs('b'), coHostsAre()]]);
});
