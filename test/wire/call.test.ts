import type { Test } from 'tap';
import t from 'tap';
import type { RawClient } from '../support/raw-client.ts';
import { RoomMember, roomMember } from '../support/room-member.ts';
import { type TestServer, testServer } from '../support/server.ts';

const room = 'presence-call-r1';
const data = (frame: { data?: unknown }) => JSON.parse(frame.data as string) as Record<string, unknown>;

interface Peer {
  readonly client: RawClient;
  readonly peers: Record<string, unknown>;
  say(command: string, payload?: unknown): void;
  hear(event: string): Promise<Record<string, unknown>>;
}

const member = (id: string, more: object = {}) => ({ user_id: id, user_info: { username: `Name ${id}`, ...more } });

async function enter(server: TestServer, id: string, more: object = {}, channel = room): Promise<Peer> {
  const client = await server.raw();
  await client.join(channel, member(id, more));
  const peers = data(await client.next('peers'));
  return peerOf(client, channel, peers);
}

const peerOf = (client: RawClient, channel: string, peers: Record<string, unknown>): Peer => ({
  client,
  peers,
  say: (command, payload = {}) => client.say(`client-${command}`, payload, { channel }),
  hear: async (event) => data(await client.next((frame) => frame.event === event && frame.channel === channel)),
});

const start = (t: Test) => testServer(t, { domains: ['call'] });

t.test('[D39] [D40] [D42] [D43] [D46] [D47] host, hands, chat and signalling', async (t) => {
  const server = await start(t);
  const a = await enter(server, 'a');
  t.match(a.peers, { yourId: 'a', peers: [], isHost: true, hostId: 'a', breakout: null, history: [] });
  const b = await enter(server, 'b');
  const c = await enter(server, 'c');
  t.match(c.peers, { peers: ['a', 'b'], isHost: false, hostId: 'a' });
  t.same(await a.hear('peer-joined'), { peerId: 'b', username: 'Name b' });
  b.say('offer', { targetPeerId: 'a', sdp: 'v=0' });
  t.same(await a.hear('offer'), { peerId: 'b', targetPeerId: 'a', username: 'Name b', sdp: 'v=0' });
  const bystander = await c.client.barrier();
  t.notOk(bystander.some(({ event }) => event === 'offer'));
  b.say('raise-hand');
  t.same(await c.hear('raise-hand'), { peerId: 'b', username: 'Name b' });
  b.say('chat-message', { id: 'm1', message: 'hello' });
  t.match(await a.hear('chat-message'), {
    id: 'm1',
    username: 'Name b',
    message: 'hello',
    timestamp: Number,
    peerId: 'b',
  });
  c.say('chat-message', { id: 'm1', message: 'mine' });
  t.match(await c.hear('error'), { code: 'INVALID_PAYLOAD', field: 'id' });
  b.say('room-locked');
  t.match(await b.hear('error'), { code: 'FORBIDDEN' });
  await a.client.close();
  t.same(await c.hear('host-changed'), { hostId: 'b' });
});

t.test('[D44] [D45] lock, kick and ban', async (t) => {
  const server = await start(t);
  const a = await enter(server, 'a');
  const b = await enter(server, 'b');
  const c = await enter(server, 'c');
  a.say('kicked', { targetPeerId: 'b' });
  await b.hear('kicked');
  t.same(await c.hear('peer-left'), { peerId: 'b' });
  c.say('reaction', { emoji: '👍' });
  t.same(await a.hear('reaction'), { peerId: 'c', emoji: '👍' });
  t.notOk((await b.client.barrier()).some(({ event }) => event === 'reaction' || event === 'peer-left'));
  b.say('raise-hand');
  t.match(await b.client.next('pusher:error'), { data: { code: null } });
  b.client.say('pusher:unsubscribe', { channel: room });
  t.same(await b.client.barrier(), []);
  b.client.subscribe(room, member('b'));
  t.match(await b.client.next('pusher:subscription_error'), { data: { type: 'BANNED', status: 403 } });
  a.say('room-locked');
  await c.hear('room-locked');
  const d = await server.raw();
  d.subscribe(room, member('d'));
  t.match(await d.next('pusher:subscription_error'), { data: { type: 'ROOM_LOCKED' } });
  await c.client.close();
  await a.hear('peer-left');
  const again = await enter(server, 'c');
  t.match(again.peers, { roomLocked: true });
});

t.test('[D49] [D50] waiting room', async (t) => {
  const server = await start(t);
  const a = await enter(server, 'a');
  a.say('waiting-room', { enabled: true });
  await a.hear('waiting-room');
  const b = await server.raw();
  b.subscribe(room, member('b'));
  t.match(await b.next('pusher:subscription_error'), { data: { type: 'WAITING', status: 403 } });
  t.same(await a.hear('knock'), { peerId: 'b', username: 'Name b' });
  t.notOk((await b.barrier()).some(({ event }) => event === 'pusher:error'));
  a.say('admit', { targetPeerId: 'b' });
  await b.next('pusher_internal:subscription_succeeded');
  t.match(data(await b.next('peers')), { yourId: 'b', peers: ['a'], waitingRoom: true });
  t.match(await a.client.next('pusher_internal:member_added'), { channel: room });
  t.same(await a.hear('peer-joined'), { peerId: 'b', username: 'Name b' });
  const c = await server.raw();
  c.subscribe(room, member('c'));
  await a.hear('knock');
  a.say('deny', { targetPeerId: 'c' });
  t.match(
    await c.next((f) => f.event === 'pusher:subscription_error' && (f.data as { type: string }).type !== 'WAITING'),
    { data: { type: 'FORBIDDEN' } },
  );
  const e = await server.raw();
  e.subscribe(room, member('e'));
  await a.hear('knock');
  a.say('admit', { targetPeerId: 'e' });
  await e.next('pusher_internal:subscription_succeeded');
  e.say('pusher:unsubscribe', { channel: room });
  await e.barrier();
  a.say('admit', { targetPeerId: 'nobody' });
  t.match(await a.hear('error'), { code: 'NOT_FOUND' });
});

t.test('[D53] [D54] breakouts', async (t) => {
  const server = await start(t);
  const a = await enter(server, 'a');
  const b = await enter(server, 'b');
  const c = await enter(server, 'c');
  a.say('breakout', { assignments: { b: 'red' } });
  t.same(await b.hear('breakout'), { room: `${room}--red` });
  const b2 = await enter(server, 'b', {}, `${room}--red`);
  t.match(b2.peers, { yourId: 'b', peers: [] });
  c.client.subscribe(`${room}--red`, member('c'));
  t.match(await c.client.next('pusher:subscription_error'), { data: { type: 'FORBIDDEN' } });
  c.client.subscribe(`${room}--blue`, member('c'));
  t.match(await c.client.next('pusher:subscription_error'), { data: { type: 'INVALID_ROOM' } });
  a.say('breakout-end');
  t.same(await b2.hear('breakout-end'), { room });
  t.same(await c.hear('breakout-end'), { room });
});

t.test('[D43] [D45] [D49] [D50] [D51] a call with stock clients', async (t) => {
  const server = await start(t);
  const named = (id: string) => ({ username: `Name ${id}` });
  const host = await roomMember(server, room, 'a', named('a'));
  t.match(await host.next('peers'), { yourId: 'a', isHost: true });
  const b = await roomMember(server, room, 'b', named('b'));
  await b.next('peers');
  const bystander = await roomMember(server, room, 'z', named('z'));
  await bystander.next('peers');
  for (let n = 0; n < 20; n += 1) b.say('candidate', { targetPeerId: 'a', candidate: `${n}` });
  for (let n = 0; n < 20; n += 1) t.match(await host.next('candidate'), { peerId: 'b', candidate: `${n}` });

  host.say('waiting-room', { enabled: true });
  for (const one of [host, b, bystander]) t.same(await one.next('waiting-room'), { enabled: true });
  const client = await server.pusher({ userId: 'c', userInfo: named('c') });
  const admitted = new Promise((resolve) => client.user.bind('admitted', resolve));
  client.signin();
  await new Promise<void>((resolve) =>
    client.connection.bind('message', ({ event }: { event: string }) => event === 'pusher:signin_success' && resolve()),
  );
  const c = new RoomMember(client, room);
  t.match(await c.next('pusher:subscription_error'), { type: 'WAITING', status: 403 });
  t.same(await host.next('knock'), { peerId: 'c', username: 'Name c' });
  host.say('admit', { targetPeerId: 'c' });
  t.same(await admitted, { roomId: 'r1' });
  t.match(await c.next('peers'), { yourId: 'c', peers: ['a', 'b', 'z'] });
  t.ok(c.channel.subscribed);
  await host.next('peer-joined');

  const d = await roomMember(server, room, 'd', named('d'));
  await host.next('knock');
  d.client.disconnect();
  const e = await roomMember(server, room, 'e', named('e'));
  await e.next('pusher:subscription_error');
  host.say('deny', { targetPeerId: 'e' });
  t.match(await e.next('pusher:subscription_error'), { type: 'FORBIDDEN', status: 403 });

  host.say('kicked', { targetPeerId: 'b' });
  await b.next('kicked');
  t.match(await bystander.next('pusher:member_removed'), { id: 'b' });
  t.same(await bystander.next('peer-left'), { peerId: 'b' });
  b.client.disconnect();
  b.client.connect();
  t.match(await b.next('pusher:subscription_error'), { type: 'BANNED', status: 403 });
  t.same(
    (await bystander.rest()).filter((event) => !event.startsWith('pusher:') && event !== 'peer-joined'),
    [],
    'no frame of it but of who came',
  );
});
