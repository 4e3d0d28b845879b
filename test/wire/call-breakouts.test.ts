import t from 'tap';
import { testServer } from '../support/nodes/server.ts';
import {
  allHeardBy,
  alsoIn,
  blue,
  comer,
  entered,
  heardBy,
  heardOutside,
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
import { historyOf, RoomMember } from '../support/rooms/room-member.ts';
import { until } from '../support/until.ts';

const call = { domains: ['call'] };
const other = 'presence-call-other';

t.test('[D53] [D54] breakouts: those assigned and the host come in, until they end', async (t) => {
  const server = await testServer(t, call);
  const [a, b, c, d] = await peersInTurn(server, 'a', 'b', 'c', 'd');
  const tab = await peer(server, 'b');
  const all = [a.it, b.it, c.it, d.it, tab.it];
  await heardBy(server, ...all);
  t.equal(await refusal(comer(server, 'b', {}, red)), 'INVALID_ROOM', 'not in use yet');
  t.match(await refused(a.it, 'breakout', { assignments: { b: 'red', x: 'red' } }), {
    code: 'NOT_FOUND',
    field: 'assignments',
  });
  for (const assignments of [{ b: 'r d' }, { b: '' }, { b: 'x'.repeat(33) }, {}, [], undefined])
    t.match(await refused(a.it, 'breakout', { assignments }), { code: 'INVALID_PAYLOAD' });
  t.equal(await refusal(comer(server, 'b', {}, red)), 'INVALID_ROOM', 'nothing happened');
  a.it.say('breakout', { assignments: { b: 'red', c: 'red', d: 'blue' } });
  for (const one of [b, tab, c]) t.same(await one.it.next('breakout'), { room: red });
  t.same(await d.it.next('breakout'), { room: blue });
  t.same(await heardBy(server, ...all), [[], [], [], [], []], 'each assigned one alone');
  t.match((await peer(server, 'b')).peers, { breakout: red }, 'also one that comes back');

  const inRed = await alsoIn(b.it, red);
  t.match(inRed.peers, { yourId: 'b', peers: [], hostId: 'a', isHost: false, breakout: red, history: [] });
  t.equal(await refusal(comer(server, 'd', {}, red)), 'FORBIDDEN', 'not assigned to this one');
  t.equal(await refusal(comer(server, 'x', { role: 'host' }, red)), 'FORBIDDEN', 'not assigned at all');
  t.equal(await refusal(comer(server, 'b', {}, `${room}--green`)), 'INVALID_ROOM');
  const c2 = await peer(server, 'c', {}, red);
  const host = await peer(server, 'a', {}, red);
  t.match(host.peers, { isHost: true, peers: ['b', 'c'] });
  t.match(await allHeardBy(server, inRed.it), [
    [/^pusher:member_added \{"id":"c"/, joined('c'), /^pusher:member_added \{"id":"a"/, joined('a')],
  ]);
  t.same(
    await heardBy(server, a.it, b.it, c.it, d.it),
    [[], [], [], []],
    'members stay in the call, which hears nothing',
  );
  a.it.say('breakout-end', {});
  for (const one of [...all, inRed.it, c2.it, host.it]) t.same(await one.next('breakout-end'), { room });
  c2.it.client.disconnect();
  await inRed.it.next('peer-left');
  for (const id of ['c', 'd', 'x']) t.equal(await refusal(comer(server, id, {}, red)), 'INVALID_ROOM');
  t.match((await peer(server, 'c')).peers, { breakout: null });
  t.match(await refused(b.it, 'breakout-end'), { code: 'FORBIDDEN' });
});

t.test('[D55] [D43] what is said in a breakout, and what of it the call hears', async (t) => {
  const server = await testServer(t, call);
  const [a, b, c, d] = await peersInTurn(server, 'a', 'b', 'c', 'd');
  a.it.say('breakout', { assignments: { b: 'red', c: 'red' } });
  for (const one of [b, c]) await one.it.next('breakout');
  const [b2, c2] = [await alsoIn(b.it, red), await alsoIn(c.it, red)];
  const inside = [b2.it, c2.it];
  const outside = [a.it, b.it, c.it, d.it];
  await heardBy(server, ...inside, ...outside);
  b2.it.say('chat-message', { id: '1', message: 'secret' });
  for (const one of inside) t.match(await one.next('chat-message'), { message: 'secret', peerId: 'b' });
  b2.it.say('offer', { targetPeerId: 'c', sdp: 'x' });
  t.match(await c2.it.next('offer'), { peerId: 'b' });
  t.match(
    await refused(b2.it, 'offer', { targetPeerId: 'd', sdp: 'x' }),
    { code: 'NOT_FOUND' },
    'who is in the call alone',
  );
  t.match(await refused(d.it, 'offer', { targetPeerId: 'x', sdp: 'x' }), { code: 'NOT_FOUND' });
  b2.it.say('reaction', { emoji: '👍' });
  t.match(await c2.it.next('reaction'), { peerId: 'b' });
  t.same(await heardBy(server, ...inside, ...outside), [[], [], [], [], [], []]);
  t.same((await historyOf(server, red)).history, []);
  t.same((await historyOf(server, room)).history, []);
  a.it.say('chat-message', { id: '2', message: 'to all' });
  await d.it.next('chat-message');
  t.same((await historyOf(server, red)).history, [], "nor does it show the call's");
  t.equal((await historyOf(server, room)).history.length, 1);
  t.match((await peer(server, 'c', {}, red)).peers, { history: [] });

  b2.it.say('raise-hand', {});
  for (const one of [...inside, ...outside]) t.same(await one.next('raise-hand'), { peerId: 'b', username: 'Name b' });
  b2.it.say('screen-share-start', {});
  for (const one of [c2.it, ...outside]) t.same(await one.next('screen-share-start'), { peerId: 'b' });
  t.match((await peer(server, 'e')).peers, { raisedHands: [{ peerId: 'b' }], screenSharers: ['b'] });
  b2.it.client.unsubscribe(red);
  t.same(await c2.it.next('peer-left'), { peerId: 'b' });
  t.match((await peer(server, 'f')).peers, { raisedHands: [{ peerId: 'b' }] }, 'it is in the call still');
  for (const one of outside) t.notOk((await heardBy(server, one))[0]?.includes(left('b')));
});

t.test('[D43] [D45] [D53] nobody reaches a peer of another room, or uses a breakout to escape a ban', async (t) => {
  const server = await testServer(t, { ...call, clientEvents: true });
  const [a, b, c] = await peersInTurn(server, 'a', 'b', 'c');
  const [x, y] = [await peer(server, 'x', {}, other), await peer(server, 'y', {}, other)];
  a.it.say('breakout', { assignments: { b: 'red', c: 'red' } });
  const [b2, c2] = [
    await b.it.next('breakout').then(() => alsoIn(b.it, red)),
    await c.it.next('breakout').then(() => alsoIn(c.it, red)),
  ];
  await heardBy(server, a.it, b.it, c.it, b2.it, c2.it, x.it, y.it);
  for (const [name, data] of [
    ['offer', { targetPeerId: 'y', sdp: 'x' }],
    ['candidate', { targetPeerId: 'y', candidate: 'x' }],
    ['mute-participant', { targetPeerId: 'y' }],
    ['kicked', { targetPeerId: 'y' }],
    ['promote-co-host', { targetPeerId: 'y' }],
    ['admit', { targetPeerId: 'y' }],
    ['breakout', { assignments: { y: 'red' } }],
  ] as const)
    t.match(await refused(a.it, name, data), { code: 'NOT_FOUND' }, name);
  t.match(await refused(x.it, 'kicked', { targetPeerId: 'b' }), { code: 'NOT_FOUND' });
  // A client event into a room that one is not in.
  const pusherError = new Promise((resolve) => x.it.client.connection.bind('error', resolve));
  x.it.client.send_event('client-chat-message', { id: '1', message: 'x' }, room);
  t.match(await pusherError, { data: { message: /not subscribed/ } });
  t.same(await heardBy(server, y.it, a.it), [[], []]);

  a.it.say('kicked', { targetPeerId: 'b' });
  t.same(await c2.it.next('peer-left'), { peerId: 'b' });
  t.same(await heardOutside(server, c2.it, b2.it), ['kicked {}'], 'out of the breakout with the call');
  const refusedIn = async (channel: string): Promise<string> => refusal(new RoomMember(b.it.client, channel));
  t.equal(await refusedIn(blue), 'INVALID_ROOM');
  for (const channel of [room, red]) t.equal(await refusal(comer(server, 'b', {}, channel)), 'BANNED');
  a.it.say('breakout', { assignments: { c: 'blue' } });
  await c.it.next('breakout');
  t.equal(await refusal(comer(server, 'b', {}, blue)), 'BANNED', 'a new one neither');
  t.match(await refused(a.it, 'breakout', { assignments: { b: 'blue' } }), { code: 'NOT_FOUND' });
  // The call empties, but for those in a breakout: nobody gets around the ban by that.
  for (const one of [a, c]) one.it.client.unsubscribe(room);
  await until(async () => !(await isOccupied(server, room)));
  t.equal(await refusal(comer(server, 'b')), 'BANNED');
  await entered(await comer(server, 'x', {}, 'presence-call-third'));
});
