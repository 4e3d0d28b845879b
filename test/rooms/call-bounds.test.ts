import t, { type Test } from 'tap';
import { call } from '../../src/domains/call.ts';
import { defineDomain } from '../../src/rooms/define-domain.ts';
import { toAll } from '../../src/rooms/domain.ts';
import { type TestClient, type TestCore, testCore } from '../support/core/core.ts';
import { deaf, heard, peer, red, refusalType, room, say, snapshotOf, start } from '../support/rooms/call-peers.ts';
import { dataOf, entered, refusedFor } from '../support/rooms/fixture-domain.ts';

const stateOf = async (core: TestCore): Promise<string> =>
  JSON.stringify(((await core.cluster.room(core.app, 'call:r')).state as { data: object }).data);

/** Chat ids as long as they may be, and longer in JSON. */
async function chatter(t: Test, core: TestCore, client: TestClient): Promise<void> {
  for (let n = 0; n < 120; n += 1) {
    if (n % 10 === 0) await core.clock.advance(1000);
    const data = { id: `${'\u0001'.repeat(60)}${n}`, message: 'x' };
    t.equal(await refusedFor(client, room, 'chat-message', data), undefined);
  }
}

/** Strangers with long names who knock; how many are let wait. */
async function crowd(t: Test, core: TestCore): Promise<number> {
  let waiting = 0;
  for (let n = 0; n < 150; n += 1) {
    const stranger = await peer(core, `w${n}${'\u0001'.repeat(120)}`, { username: '"'.repeat(450) });
    const type = refusalType(stranger);
    if (type === 'WAITING') waiting += 1;
    else t.equal(type, 'ROOM_FULL', 'nobody else can knock');
  }
  return waiting;
}

t.test('[D14] [D41] [D45] a call that members and strangers fill to the brim is moderated all the same', async (t) => {
  const core = await start();
  const host = await peer(core, 'a');
  const members: TestClient[] = [];
  for (let n = 0; n < 48; n += 1) members.push(await peer(core, `${'é'.repeat(125)}${n}`));
  const [loud] = members as [TestClient];
  await chatter(t, core, loud);
  await say(host, 'waiting-room', { enabled: true });
  t.ok((await crowd(t, core)) > 5, 'some wait');
  for (const one of members.slice(0, 40)) t.equal(await refusedFor(one, room, 'raise-hand', {}), undefined);
  for (const name of ['room-locked', 'chat-disabled', 'recording-started'])
    t.equal(await refusedFor(host, room, name, {}), undefined, name);
  for (let n = 0; n < 40; n += 1) {
    if (n % 10 === 0) await core.clock.advance(1000);
    const targetPeerId = `${'é'.repeat(125)}${n}`;
    t.equal(await refusedFor(host, room, 'kicked', { targetPeerId }), undefined, `kick ${n}`);
    t.equal(refusalType(await peer(core, targetPeerId)), 'BANNED');
  }
  t.ok((await stateOf(core)).length < 65_536);
  const last = members[47] as TestClient;
  deaf(last);
  await host.hangUp();
  t.match(heard(last).slice(0, 2), ['peer-left {"peerId":"a"}', /^host-changed/]);
  t.same(core.errors, []);
});

t.test('[D14] [D20] leaving is worked out however full the room is', async (t) => {
  const full = defineDomain<{ texts: string[]; host: string }, { fill: { bytes: number } }, object>({
    name: 'full',
    channels: ['presence-full-{id}'],
    schema: { commands: { fill: { type: 'object', properties: { bytes: { type: 'integer' } } } }, backendEvents: {} },
    initial: () => ({ texts: [], host: 'a' }),
    commands: { fill: { run: (state, { bytes }) => ({ state: { ...state, texts: ['x'.repeat(bytes)] } }) } },
    backendEvents: {},
    onLeave: (state) => ({ state: { ...state, host: 'somebody else' }, effects: [toAll('host', {})] }),
    snapshot: ({ host }) => ({ event: 'full', data: { host } }),
  });
  const core = await testCore({}, undefined, { domains: [full] });
  const channel = 'presence-full-1';
  const [a, b] = [await entered(core, channel, 'a'), await entered(core, channel, 'b')];
  const brim = 65_536 - JSON.stringify({ texts: [''], host: 'a' }).length;
  t.match(await refusedFor(a, channel, 'fill', { bytes: brim + 1 }), { code: 'INVALID_STATE' });
  t.equal(await refusedFor(a, channel, 'fill', { bytes: brim }), undefined);
  b.socket.take();
  await a.hangUp();
  t.same(b.socket.events(), ['pusher_internal:member_removed', 'host']);
  const late = await entered(core, channel, 'c');
  t.match(dataOf(late.socket.frames.find(({ event }) => event === 'full')), { host: 'somebody else' });
  t.match(await refusedFor(b, channel, 'fill', { bytes: brim + 1 }), { code: 'INVALID_STATE' });
});

t.test('[D12] [D43] [D45] odd user ids are ids like the rest', async (t) => {
  const core = await start();
  const host = await peer(core, 'a');
  const odd = [
    '__proto__',
    'constructor',
    'toString',
    ':a',
    'red:a',
    'b c',
    'b\nc',
    '"',
    '\\',
    '\u2028',
    '👍',
    '0',
    'x'.repeat(128),
  ];
  const clients = new Map<string, TestClient>();
  for (const id of odd) clients.set(id, await peer(core, id));
  const watcher = await peer(core, 'z');
  t.same(snapshotOf(watcher)['peers'], ['a', ...odd]);
  await say(host, 'waiting-room', { enabled: true });
  for (const id of odd) {
    const client = clients.get(id) as TestClient;
    t.match(refusalType(await peer(core, id)), undefined, `${id}: a second tab is let in`);
    deaf(client, watcher);
    await say(host, 'mute-participant', { targetPeerId: id });
    t.same(heard(client), [`mute-participant ${JSON.stringify({ targetPeerId: id, peerId: 'a' })}`]);
    t.same(heard(watcher), []);
    await say(client, 'raise-hand');
    await say(host, 'promote-co-host', { targetPeerId: id });
    await core.clock.advance(1000);
    t.match(await refusedFor(client, room, 'recording-started', {}), { code: 'FORBIDDEN' }, 'no host by its name');
    await say(host, 'breakout', { assignments: JSON.parse(`{${JSON.stringify(id)}:"red"}`) as object });
    t.match(snapshotOf(await peer(core, id, {}, red)), { breakout: red, yourId: id });
  }
  for (const id of odd) {
    await core.clock.advance(1000);
    deaf(clients.get(id) as TestClient);
    await say(host, 'kicked', { targetPeerId: id });
    t.same(heard(clients.get(id) as TestClient), ['kicked {}'], id);
    for (const where of [room, red]) t.equal(refusalType(await peer(core, id, {}, where)), 'BANNED', id);
  }
  for (const id of ['hasOwnProperty', 'valueOf', '__defineGetter__']) {
    t.equal(refusalType(await peer(core, id, {}, red)), 'FORBIDDEN', `${id} is assigned to nothing`);
    t.equal(refusalType(await peer(core, id)), 'WAITING', 'nor admitted, nor returning');
  }
  t.same(core.errors, []);
});

t.test('[D41] [D43] [D50] what is said to or by somebody who just left', async (t) => {
  const core = await start();
  const [host, b, c] = [await peer(core, 'a'), await peer(core, 'b'), await peer(core, 'c')];
  const tab = await peer(core, 'b');
  await b.hangUp();
  t.equal(await refusedFor(c, room, 'offer', { targetPeerId: 'b', sdp: 'x' }), undefined, 'it has another tab');
  await tab.hangUp();
  for (const [client, name, data] of [
    [c, 'offer', { targetPeerId: 'b', sdp: 'x' }],
    [host, 'kicked', { targetPeerId: 'b' }],
    [host, 'mute-participant', { targetPeerId: 'b' }],
    [host, 'promote-co-host', { targetPeerId: 'b' }],
    [host, 'breakout', { assignments: { b: 'red' } }],
    [host, 'admit', { targetPeerId: 'b' }],
    [host, 'deny', { targetPeerId: 'b' }],
  ] as const)
    t.match(await refusedFor(client, room, name, data), { code: 'NOT_FOUND' }, name);
  t.equal(refusalType(await peer(core, 'b')), undefined, 'who was gone was not kicked');
  deaf(host);
  for (const name of ['raise-hand', 'room-locked', 'chat-message'])
    for (const event of ['pusher:unsubscribe', `client-${name}`, 'pusher:subscribe'])
      c.sayRaw(JSON.stringify({ event, channel: room, data: { channel: room, auth: '', id: '1', message: 'x' } }));
  await core.quiet();
  t.same(heard(host), ['peer-left {"peerId":"c"}'], 'its commands are those of a stranger');
  t.same(core.errors, []);
});

t.test('[D39] [D40] [D42] a call of a hundred', async (t) => {
  const core = await testCore({}, undefined, { domains: [{ ...call, capacity: 100 }] });
  const clients: TestClient[] = [];
  for (let n = 0; n < 100; n += 1) clients.push(await peer(core, `u${n}`));
  const [host, ...others] = clients as [TestClient, ...TestClient[]];
  t.equal(refusalType(await peer(core, 'one-more')), 'ROOM_FULL');
  deaf(...clients);
  for (const one of clients) await say(one, 'raise-hand');
  for (const one of clients) t.equal(heard(one).length, 100);
  await host.hangUp();
  for (const one of others) t.same(heard(one), ['peer-left {"peerId":"u0"}', 'host-changed {"hostId":"u1"}']);
  await say(others[0] as TestClient, 'kicked', { targetPeerId: 'u99' });
  t.match(snapshotOf(await peer(core, 'one-more')), { hostId: 'u1' });
  t.same(core.errors, []);
});

t.test('[D2] [D53] a call whose id ends with a hyphen has breakouts too', async (t) => {
  const core = await start();
  const channel = 'presence-call-r-';
  const [host, b] = [await peer(core, 'a', {}, channel), await peer(core, 'b', {}, channel)];
  deaf(b);
  await say(host, 'breakout', { assignments: { b: 'red' } }, channel);
  t.same(heard(b), ['breakout {"room":"presence-call-r---red"}']);
  t.match(snapshotOf(await peer(core, 'b', {}, `${channel}--red`)), { yourId: 'b', hostId: 'a' });
  for (const bad of ['presence-call-r--', 'presence-call-r--red--red', 'presence-call---red', `${room}--r-d`])
    t.equal(refusalType(await peer(core, 'b', {}, bad)), 'INVALID_ROOM', bad);
});
