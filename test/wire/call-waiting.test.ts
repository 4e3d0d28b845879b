import t, { type Test } from 'tap';
import { type TestServer, testServer } from '../support/nodes/server.ts';
import {
  allHeardBy,
  comer,
  entered,
  heardBy,
  hostIs,
  joined,
  knocks,
  left,
  peer,
  refusal,
  refused,
  room,
} from '../support/rooms/call-members.ts';
import { RoomMember } from '../support/rooms/room-member.ts';
import { until } from '../support/until.ts';

const start = (t: Test, linger = 60) => testServer(t, { domains: ['call'], domainOptions: { call: { linger } } });

/** A call with a host whose waiting room is on. */
async function closed(server: TestServer, id = 'a'): Promise<RoomMember> {
  const { it } = await peer(server, id);
  it.say('waiting-room', { enabled: true });
  await it.next('waiting-room');
  return it;
}

/** Let wait: told so, and `host` has heard the knock. */
async function waiter(t: Test, server: TestServer, id: string, host: RoomMember): Promise<RoomMember> {
  const it = await comer(server, id);
  t.match(await it.next('pusher:subscription_error'), { type: 'WAITING', status: 403, error: String });
  t.same(await host.next('knock'), { peerId: id, username: `Name ${id}` });
  return it;
}

t.test('[D49] [D50] [D52] let wait, knocked, admitted on the same connection, and told to the others', async (t) => {
  const server = await start(t, 0);
  const host = await closed(server);
  const co = await comer(server, 'co', { role: 'host' });
  await entered(co);
  t.same(await heardBy(server, host), [[joined('co'), hostIs('co')]], 'a signed host never waits');
  co.say('promote-co-host', { targetPeerId: 'a' });
  t.same(await host.next('co-host-changed'), { coHosts: ['a'] });
  const member = await peer(server, 'm', { role: 'host' });
  const client = await server.pusher({ userId: 'w', userInfo: { username: 'Name w' } });
  const heard: string[] = [];
  client.user.bind('admitted', (data: unknown) => heard.push(`admitted ${JSON.stringify(data)}`));
  client.connection.bind('message', ({ event, channel }: { event: string; channel?: string }) => {
    if (event === 'pusher:error' || channel === room) heard.push(event);
  });
  const signedIn = new Promise<void>((resolve) =>
    client.connection.bind('message', ({ event }: { event: string }) => event === 'pusher:signin_success' && resolve()),
  );
  client.signin();
  await signedIn;
  const w = new RoomMember(client, room);
  await w.next('pusher:subscription_error');
  for (const one of [host, co]) t.same(await one.next('knock'), { peerId: 'w', username: 'Name w' });
  t.match(await refused(member.it, 'admit', { targetPeerId: 'w' }), { code: 'FORBIDDEN' });
  await heardBy(server, host, co, member.it);
  host.say('admit', { targetPeerId: 'w' });
  t.match((await entered(w)).peers, { yourId: 'w', peers: ['a', 'co', 'm'], waitingRoom: true, hostId: 'co' });
  t.ok(w.channel.subscribed);
  await host.next('peer-joined');
  await heardBy(server, w);
  t.same(heard.slice(0, -1), [
    'pusher:subscription_error',
    'admitted {"roomId":"r1"}',
    'pusher_internal:subscription_succeeded',
    'peers',
  ]);
  t.match(await allHeardBy(server, co, member.it), Array(2).fill([/^pusher:member_added \{"id":"w"/, joined('w')]));
  client.disconnect();
  await co.next('peer-left');
  t.match((await peer(server, 'w')).peers, { yourId: 'w' }, 'the admission holds, though it is no returning member');
  t.match(await refused(co, 'admit', { targetPeerId: 'w' }), { code: 'NOT_FOUND', field: 'targetPeerId' });
  t.same(
    (await heardBy(server, host))[0]?.filter((line) => line.startsWith('knock')),
    [],
  );
});

t.test('[D50] [D51] denied; dropped; given up by unsubscribe: none of them comes in', async (t) => {
  const server = await start(t);
  const host = await closed(server);
  const denied = await waiter(t, server, 'd', host);
  const errors: unknown[] = [];
  denied.client.connection.bind('error', (error: unknown) => errors.push(error));
  host.say('deny', { targetPeerId: 'd' });
  t.match(await denied.next('pusher:subscription_error'), { type: 'FORBIDDEN', status: 403 });
  t.match(await refused(host, 'admit', { targetPeerId: 'd' }), { code: 'NOT_FOUND' });

  const quitter = await waiter(t, server, 'q', host);
  quitter.client.unsubscribe(room);
  host.say('admit', { targetPeerId: 'q' });
  await waiter(t, server, 'x', host);
  host.say('admit', { targetPeerId: 'x' });
  await host.next('peer-joined');
  t.same(
    (await allHeardBy(server, host))[0]?.filter((line) => line.includes('"q"')),
    [],
    'pusher-js answers its admission with an unsubscribe, and it was never there',
  );

  const dropped = await waiter(t, server, 'e', host);
  dropped.client.disconnect();
  await until(async () => !(await waiting(server, host)).includes('e'));
  t.match(await refused(host, 'admit', { targetPeerId: 'e' }), { code: 'NOT_FOUND' });
  const raw = await server.raw();
  raw.subscribe(room, { user_id: 'f' });
  await raw.next('pusher:subscription_error');
  raw.say('pusher:unsubscribe', { channel: room });
  t.notOk(
    (await raw.barrier()).some(({ event }) => event === 'pusher:error'),
    'who says that it no longer waits',
  );
  await until(async () => !(await waiting(server, host)).includes('f'));
  t.match(await refused(host, 'deny', { targetPeerId: 'f' }), { code: 'NOT_FOUND' });
});

t.test('[D41] [D50] [D51] a co-host denies and admits as a host does', async (t) => {
  const server = await start(t);
  const helper = await closed(server);
  const host = (await peer(server, 'h', { role: 'host' })).it;
  host.say('promote-co-host', { targetPeerId: 'a' });
  t.same(await helper.next('co-host-changed'), { coHosts: ['a'] });
  const denied = await waiter(t, server, 'd', helper);
  helper.say('deny', { targetPeerId: 'd' });
  t.match(await denied.next('pusher:subscription_error'), { type: 'FORBIDDEN', status: 403 });
  t.match(await refused(host, 'admit', { targetPeerId: 'd' }), { code: 'NOT_FOUND' });
  const admitted = await waiter(t, server, 'w', helper);
  helper.say('admit', { targetPeerId: 'w' });
  t.match((await entered(admitted)).peers, { yourId: 'w', hostId: 'h' });
});

/** Who waits, as a host that is signed hears it on coming in; it goes again at once. */
async function waiting(server: TestServer, host: RoomMember): Promise<string[]> {
  const { it } = await peer(server, 's', { role: 'host' });
  const [heard = []] = await heardBy(server, it);
  it.client.disconnect();
  for (const event of ['peer-joined', 'host-changed', 'peer-left', 'host-changed']) await host.next(event);
  return heard.filter((line) => line.startsWith('knock')).map((line) => /"peerId":"(.*?)"/.exec(line)?.[1] ?? '');
}

t.test('[D49] [D51] a new host hears at once of all who wait; switched off, all come in', async (t) => {
  const server = await start(t);
  const host = await closed(server);
  const b = await waiter(t, server, 'b', host);
  host.say('admit', { targetPeerId: 'b' });
  await entered(b);
  await host.next('peer-joined');
  const [w, x] = [await waiter(t, server, 'w', host), await waiter(t, server, 'x', host)];
  await heardBy(server, b);
  host.client.disconnect();
  await b.next('pusher:member_removed');
  const both = [knocks('w'), knocks('x')];
  t.same(await heardBy(server, b), [[left('a'), hostIs('b'), ...both]], 'who succeeds');
  const signed = await peer(server, 's', { role: 'host' });
  t.same(await heardBy(server, signed.it, b), [both, [joined('s'), hostIs('s')]], 'who takes over, and no one else');
  t.match(await refused(b, 'waiting-room', { enabled: false }), { code: 'FORBIDDEN' });
  signed.it.say('waiting-room', { enabled: false });
  for (const one of [signed.it, b]) t.same(await one.next('waiting-room'), { enabled: false });
  for (const one of [w, x]) t.match((await entered(one)).peers, { waitingRoom: false });
  t.same(
    [await signed.it.next('peer-joined'), await signed.it.next('peer-joined')].map(({ peerId }) => peerId).sort(),
    ['w', 'x'],
  );
  t.match((await peer(server, 'y')).peers, { hostId: 's' }, 'and whoever comes');
});

t.test('[D49] [D51] one user who waits in two tabs', async (t) => {
  const server = await start(t);
  const host = await closed(server);
  const tabs = [await waiter(t, server, 'w', host)];
  for (let n = 0; n < 2; n += 1) tabs.push(await comer(server, 'w'));
  const [first, second, third] = tabs as [RoomMember, RoomMember, RoomMember];
  for (const one of [second, third]) t.equal(await refusal(one), 'WAITING');
  t.same(await heardBy(server, host), [[]], 'a knock once a join');
  first.client.disconnect();
  await waiter(t, server, 'v', host);
  t.same(await waiting(server, host), ['w', 'v'], 'the others wait still');
  host.say('admit', { targetPeerId: 'w' });
  for (const one of [second, third]) t.match((await entered(one)).peers, { yourId: 'w' });
  t.same(await host.next('peer-joined'), { peerId: 'w', username: 'Name w' });
  t.same(
    (await heardBy(server, host))[0]?.filter((line) => line.startsWith('peer-joined')),
    [],
    'told once',
  );
});
