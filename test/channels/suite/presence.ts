import type { Test } from 'tap';
import { hmac } from '../../../src/protocol/hmac.ts';
import { channelText } from '../../../src/protocol/signatures.ts';
import {
  memberAdded,
  memberRemoved,
  refused,
  rosterOf,
  subscribeText,
  succeeded,
} from '../../support/clients/frames.ts';
import { credentials } from '../../support/core/core.ts';
import type { Start } from '../core-suite.ts';

const room = 'presence-room';

export function presence(t: Test, start: Start): void {
  t.test('[R1] [R2] a member is signed, and is an object with a user_id', async (t) => {
    const core = await start();
    const [witness, client] = [core.connect(), core.connect()];
    await witness.subscribe(room, { user_id: 'w' });
    for (const { socket } of [witness, client]) socket.take();
    const { id } = client.connection;
    const auth = `${credentials.key}:${hmac(credentials.secret, channelText(id, room))}`;
    await client.say('pusher:subscribe', { channel: room, auth, channel_data: '{"user_id":"1"}' });
    t.match(client.socket.take()[0], {
      event: 'pusher:subscription_error',
      data: { type: 'AuthError', status: 401, error: /^Invalid signature.*:\{"user_id":"1"\}, but/ },
    });
    const bad = ['no json', '[]', '[{"user_id":"1"}]', '"1"', 'null', '5', '{}', '{"user_id":""}', '{"user_id":null}'];
    const wrong = ['{"user_id":true}', '{"user_id":["1"]}', '{"user_id":{}}', '{"user_info":{"user_id":"1"}}', '', ' '];
    for (const data of [...bad, ...wrong]) {
      client.sayRaw(subscribeText(id, room, data));
      await core.quiet();
      const frames = client.socket.take();
      t.match(frames[0], { event: 'pusher:subscription_error', data: { type: 'AuthError', status: 401 } }, data);
      t.strictSame(
        frames.slice(1).map(({ event }) => event),
        ['pusher:error'],
      );
    }
    for (const data of [5, {}, { user_id: '1' }, ['1'], true]) {
      await client.say('pusher:subscribe', { channel: room, auth, channel_data: data });
      t.match(client.socket.take()[0], {
        event: 'pusher:subscription_error',
        data: { type: 'AuthError', status: 401 },
      });
    }
    t.equal(client.socket.closed, undefined);
    t.strictSame(witness.socket.take(), []);
    t.same(await core.cluster.users(core.app, room as never), ['w']);
  });

  t.test('[R3] [R6] who joins is in its list, and the others hear of it once', async (t) => {
    const core = await start();
    const [one, two, three] = [core.connect(), core.connect(), core.connect()];
    for (const { socket } of [one, two, three]) socket.take();
    await one.subscribe(room, { user_id: '1', user_info: { name: 'A' } });
    t.strictSame(one.socket.frames[0]?.data, '{"presence":{"count":1,"ids":["1"],"hash":{"1":{"name":"A"}}}}');
    one.socket.take();
    await two.subscribe(room, { user_id: '2', user_info: { name: 'B' } });
    const [success, ...more] = two.socket.take();
    t.strictSame(rosterOf(success), { count: 2, ids: ['1', '2'], hash: { '1': { name: 'A' }, '2': { name: 'B' } } });
    t.strictSame(more, [], 'nothing of itself');
    await three.subscribe(room, { user_id: '1' });
    t.strictSame(rosterOf(three.socket.take()[0]).ids, ['1', '2'], 'distinct');
    t.strictSame(one.socket.take(), [memberAdded(room, { user_id: '2', user_info: { name: 'B' } })]);
    t.strictSame(two.socket.take(), []);
  });

  t.test('[R4] corner case 11: a numeric user_id leaves as a string everywhere', async (t) => {
    const core = await start({ clientEvents: true });
    const [one, two] = [core.connect(), core.connect()];
    await one.subscribe(room, { user_id: 'a' });
    one.socket.take();
    two.socket.take();
    two.sayRaw(subscribeText(two.connection.id, room, '{"user_id":10}'));
    await core.quiet();
    t.strictSame(rosterOf(two.socket.take()[0]), { count: 2, ids: ['a', '10'], hash: { a: null, '10': null } });
    await two.say('client-x', undefined, room);
    await two.hangUp();
    t.strictSame(one.socket.take(), [
      memberAdded(room, { user_id: '10' }),
      { event: 'client-x', channel: room, user_id: '10' },
      memberRemoved(room, '10'),
    ]);
    const text = core.connect();
    await text.subscribe(room, { user_id: 10 });
    await text.subscribe('presence-b', { user_id: '10' });
    t.same(await core.cluster.users(core.app, room as never), ['a', '10']);
  });

  t.test('[R4] numbers too long for a double stay the users they are', async (t) => {
    const core = await start();
    for (const digits of ['9007199254740993', '9007199254740992', '-17', '123456789012345678901234567890']) {
      const client = core.connect();
      client.sayRaw(subscribeText(client.connection.id, room, `{"user_info":{"id":1},"user_id": ${digits}}`));
      await core.quiet();
      t.equal(rosterOf(client.socket.frames[1]).ids.at(-1), digits);
    }
    t.equal((await core.cluster.users(core.app, room as never)).length, 4);
  });

  t.test('[R13] the number that counts is the one at the top, wherever else its key stands', async (t) => {
    const core = await start();
    const [id, other] = ['9007199254740993', '9007199254740992'];
    const texts = [
      `{"user_id":${id},"user_info":{"user_id":${other}}}`,
      `{"user_info":[{"user_id":${other}},{"user_id": -${other}}],"user_id" : ${id} }`,
      `{"user_info":"\\"user_id\\":${other},","user_id":${id}}`,
      `{"user_id\\":":${other},"user_id":${id}}`,
      `{"user_id":${other},"user\\u005fid":${id}}`,
      `{"user_id":"x","user_id":${id},"user_info":{"\\\\":{"user_id":${other}}}}`,
    ];
    for (const text of texts) {
      const client = core.connect();
      client.sayRaw(subscribeText(client.connection.id, room, text));
      await core.quiet();
      t.same(rosterOf(client.socket.frames[1]).ids, [id], text);
    }
    t.same(await core.cluster.users(core.app, room as never), [id]);
  });

  t.test('[R14] user_info may nest 1000 levels and no more', async (t) => {
    const core = await start({ limits: { userInfoBytes: 100_000 } });
    const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
    for (const levels of [1, 1000, 1001, 3000, 40_000]) {
      const client = core.connect();
      client.sayRaw(
        subscribeText(client.connection.id, room, `{"user_id":"u${levels}","user_info":${nested(levels)}}`),
      );
      await core.quiet();
      const [, answer] = client.socket.frames;
      if (levels <= 1000) t.equal(answer?.event, 'pusher_internal:subscription_succeeded');
      else t.match(answer, { event: 'pusher:subscription_error', data: { error: /user_info is nested too deeply/ } });
      await client.signIn(`s${levels}`, { user_info: JSON.parse(nested(Math.min(levels, 3000))) as unknown });
      const said = client.socket.frames.at(-1);
      if (levels <= 1000) t.equal(said?.event, 'pusher:signin_success');
      else t.match(said, { event: 'pusher:error', data: { message: /user_info is nested too deeply/ } });
    }
    const strings = `{"user_id":"s","user_info":"${'[{'.repeat(2000)}"}`;
    const client = core.connect();
    client.sayRaw(subscribeText(client.connection.id, room, strings));
    await core.quiet();
    t.equal(client.socket.frames[1]?.event, 'pusher_internal:subscription_succeeded', 'a text has no levels');
  });

  t.test('[R5] corner case 9: user_info is any JSON value, or missing', async (t) => {
    const core = await start();
    const witness = core.connect();
    await witness.subscribe(room, { user_id: 'w' });
    witness.socket.take();
    const infos = [undefined, null, true, 0, 'é"\\/', [], [1, [2]], {}, { a: { b: null } }, '\u2028', '\ud83d'];
    for (const [index, info] of infos.entries()) {
      const client = core.connect();
      client.socket.take();
      const member = { user_id: `u${index}`, ...(info === undefined ? {} : { user_info: info }) };
      await client.subscribe(room, member);
      t.strictSame(rosterOf(client.socket.take()[0]).hash[`u${index}`], info === undefined ? null : info);
      t.strictSame(witness.socket.take(), [memberAdded(room, member)]);
    }
  });

  t.test('[R7] [R8] further connections are silent, the last to leave is told once', async (t) => {
    const core = await start();
    const tabs = [1, 2, 3].map(() => core.connect());
    const witness = core.connect();
    await witness.subscribe(room, { user_id: 'w' });
    for (const [index, tab] of tabs.entries()) {
      tab.socket.take();
      await tab.subscribe(room, { user_id: 'u', user_info: { tab: index } });
      t.strictSame(rosterOf(tab.socket.take()[0]).hash, { w: null, u: { tab: 0 } }, 'that of the first stays');
    }
    t.strictSame(witness.socket.take().slice(2), [memberAdded(room, { user_id: 'u', user_info: { tab: 0 } })]);
    await tabs[0]?.hangUp();
    await tabs[1]?.say('pusher:unsubscribe', { channel: room });
    await tabs[1]?.subscribe(room, { user_id: 'u', user_info: 'late' });
    t.strictSame(rosterOf(tabs[1]?.socket.take()[0]).hash, { w: null, u: { tab: 0 } }, 'also when the first has left');
    await tabs[1]?.hangUp();
    t.strictSame(witness.socket.take(), []);
    await tabs[2]?.say('pusher:unsubscribe', { channel: room });
    t.strictSame(witness.socket.take(), [memberRemoved(room, 'u')]);
    t.strictSame(tabs[2]?.socket.take(), [], 'not to the one who left');
    await tabs[2]?.subscribe(room, { user_id: 'u', user_info: 'new' });
    t.strictSame(rosterOf(tabs[2]?.socket.take()[0]).hash, { w: null, u: 'new' }, 'and then it may change');
  });

  t.test('[R9] the limit is of users: a further connection is never refused, who left has made room', async (t) => {
    const core = await start({ limits: { presenceMembers: 2 } });
    const [one, two, three, tab] = [core.connect(), core.connect(), core.connect(), core.connect()];
    await one.subscribe(room, { user_id: '1' });
    await two.subscribe(room, { user_id: '2' });
    for (const { socket } of [one, two, three, tab]) socket.take();
    await three.subscribe(room, { user_id: '3' });
    const full = refused(room, 'LimitReached', 403, 'A presence channel can have at most 2 members');
    t.strictSame(three.socket.take(), full);
    await tab.subscribe(room, { user_id: '2' });
    t.equal(rosterOf(tab.socket.take()[0]).count, 2);
    t.strictSame([...one.socket.take(), ...two.socket.take()], []);
    await two.hangUp();
    await three.subscribe(room, { user_id: '3' });
    t.strictSame(three.socket.take(), full, 'one of the two is still there');
    await tab.hangUp();
    await three.subscribe(room, { user_id: '3' });
    t.strictSame(rosterOf(three.socket.take()[0]).ids, ['1', '3']);
  });

  t.test('[R10] a user_info of 1024 bytes and a user_id of 128 characters fit, one more does not', async (t) => {
    const core = await start();
    const client = core.connect();
    const cases: [member: { user_id: string; user_info?: unknown }, error?: string][] = [
      [{ user_id: 'é'.repeat(128) }],
      [{ user_id: 'x'.repeat(129) }, 'A presence user_id can have at most 128 characters'],
      [{ user_id: '1', user_info: 'é'.repeat(511) }],
      [{ user_id: '1', user_info: `${'é'.repeat(511)}x` }, 'A presence user_info can have at most 1024 bytes'],
    ];
    for (const [index, [member, error]] of cases.entries()) {
      const channel = `presence-${index}`;
      client.socket.take();
      await client.subscribe(channel, member);
      if (error === undefined) t.strictSame(rosterOf(client.socket.take()[0]).ids, [member.user_id]);
      else t.strictSame(client.socket.take(), refused(channel, 'LimitReached', 413, error));
    }
  });

  t.test('[R11] a signed-in connection joins as its user, and who is not has to say', async (t) => {
    const core = await start();
    const [client, stranger, number] = [core.connect(), core.connect(), core.connect()];
    await client.signIn('u1', { user_info: { name: 'A' }, watchlist: [] });
    for (const { socket } of [client, stranger]) socket.take();
    await client.subscribe(room);
    t.strictSame(rosterOf(client.socket.take()[0]), { count: 1, ids: ['u1'], hash: { u1: { name: 'A' } } });
    await number.signIn(7 as never);
    number.socket.take();
    await number.subscribe(room);
    t.strictSame(rosterOf(number.socket.take()[0]).hash, { u1: { name: 'A' }, '7': null });
    for (const data of [undefined, null, '']) {
      const auth = `${credentials.key}:${hmac(credentials.secret, channelText(stranger.connection.id, room))}`;
      await stranger.say('pusher:subscribe', { channel: room, auth, channel_data: data });
      t.match(stranger.socket.take()[0], {
        event: 'pusher:subscription_error',
        data: { type: 'AuthError', status: 401 },
      });
    }
    t.same(await core.cluster.users(core.app, room as never), ['u1', '7']);
  });

  t.test('[R12] channel_data goes before the sign-in and does not change it', async (t) => {
    const core = await start();
    const client = core.connect();
    await client.signIn('u1');
    client.socket.take();
    await client.subscribe(room, { user_id: 'other', user_info: 1 });
    t.strictSame(rosterOf(client.socket.take()[0]).hash, { other: 1 });
    await client.subscribe('presence-b');
    t.strictSame(rosterOf(client.socket.take()[0]).ids, ['u1']);
    await client.subscribe('#server-to-user-u1');
    await client.subscribe('#server-to-user-other');
    const [own, foreign] = client.socket.take();
    t.strictSame(own, succeeded('#server-to-user-u1'));
    t.match(foreign, { event: 'pusher:subscription_error' });
  });
}
