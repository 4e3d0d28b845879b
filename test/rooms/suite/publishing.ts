import type { Test } from 'tap';
import { dataOf, entered } from '../../support/rooms/fixture-domain.ts';
import type { StartRooms } from '../rooms-suite.ts';

const room = 'presence-lab-1';

export function publishing(t: Test, start: StartRooms): void {
  t.test('[D5] an event of the backend is checked by the name of its field', async (t) => {
    const { broker, app } = await start();
    const wrong = (name: string, data: string, channel = room): string | undefined =>
      broker.wrongForRooms(app, [{ name, data, channels: ['news', channel] as never }]);
    t.equal(wrong('set', '{}'), `${room}: set: value: is missing`);
    t.equal(wrong('set', '{"value":5}'), `${room}: set: value: must be string`);
    t.equal(wrong('set', 'x'), `${room}: set: data expects a JSON object`);
    t.equal(wrong('set', '{"value":"x","room_id":2}'), `${room}: set: room_id expects the room's own id, "1"`);
    for (const id of ['1', 1]) t.equal(wrong('set', JSON.stringify({ value: 'x', room_id: id })), undefined);
    const [big, other] = ['9007199254740993', '9007199254740992'];
    const ofBig = (id: string): string | undefined =>
      wrong('set', `{"value":"x","deep":{"room_id":${other}},"room_id":${id}}`, `presence-lab-${big}`);
    t.equal(ofBig(big), undefined, '[R13] a number in the digits it was written with');
    t.equal(ofBig(other), `presence-lab-${big}: set: room_id expects the room's own id, "${big}"`);
    const deep = (levels: number): string =>
      `{"room_id":1,"value":"x","deep":${'['.repeat(levels)}${']'.repeat(levels)}}`;
    t.equal(wrong('set', deep(999)), undefined);
    t.equal(wrong('set', deep(1000)), `${room}: set: data expected at most 1000 levels of nesting`, '[L30]');
    t.equal(wrong('unlisted', deep(1000)), undefined, 'what is not read may be of any depth');
    t.equal(wrong('set', '{}', 'lab-1'), 'lab-1: set: value: is missing', 'on each channel of the room');
    t.equal(wrong('unlisted', '{}'), undefined);
    t.equal(wrong('toString', '{}'), undefined);
    t.equal(wrong('set', '{}', 'presence-lab-a.b'), undefined, 'no room has that name');
  });

  t.test('[D19] it arrives byte for byte, what it sets is there with it, and socket_id leaves one out', async (t) => {
    const core = await start();
    const [a, b] = [await entered(core, room, 'a'), await entered(core, room, 'b')];
    for (const { socket } of [a, b]) socket.take();
    const data = '{ "value" : "\\u00e9\\/",  "more":[1, 2.0] }';
    await core.publish(room, 'set', data, a.connection.id);
    t.same(a.socket.take(), []);
    t.strictSame(b.socket.take(), [{ event: 'set', channel: room, data }]);
    t.match(dataOf((await entered(core, room, 'c')).socket.take()[1]), { value: 'é/' });
    await core.publish(room, 'unlisted', 'no JSON');
    t.strictSame(b.socket.take().slice(-1), [{ event: 'unlisted', channel: room, data: 'no JSON' }]);
    t.same(await core.cluster.history(core.app, 'lab:1', 10, Number.MAX_SAFE_INTEGER), []);
  });

  t.test('[D5] [H27] what is sent together arrives in the order it was sent', async (t) => {
    const core = await start();
    const client = await entered(core, room, 'a');
    await client.subscribe('news');
    client.socket.take();
    const events = ['news', room, 'news', room, 'lab-2', 'news'].map((channel, index) => ({
      name: channel === room ? 'set' : `n${index}`,
      data: `{"value":"${index}"}`,
      channels: [channel as never],
    }));
    await core.broker.publish(core.app, events);
    await core.quiet();
    t.same(
      client.socket.take().map(({ data }) => data),
      [0, 1, 2, 3, 5].map((index) => `{"value":"${index}"}`),
    );
  });

  t.test('[D16] each entry is kept for its time, however new the others are', async (t) => {
    const core = await start({ activityTimeout: 86_400 });
    const client = await entered(core, room, 'a');
    const snapshot = async (): Promise<unknown> => dataOf((await entered(core, room, 'a')).socket.take()[1])['history'];
    await client.say('client-note', { text: 'old' }, room);
    await core.clock.advance(500_000);
    await client.say('client-note', { text: 'new' }, room);
    t.match(await snapshot(), [{ text: 'old' }, { text: 'new' }]);
    await core.clock.advance(400_000);
    t.match(await snapshot(), { 0: { text: 'new' }, length: 1 });
    t.equal((await core.cluster.history(core.app, 'lab:1', 10, Number.MAX_SAFE_INTEGER)).length, 1);
  });

  t.test('[D17] each entry has a time of its own, so every page ends where the next one begins', async (t) => {
    const core = await start();
    const events = Array.from({ length: 25 }, (_, n) => ({
      channel: 'news' as never,
      frame: '{}',
      remember: {
        histories: ['news'],
        // All at once, and one of a node whose clock is late.
        content: { event: 'e', data: `${n}` },
        timeMs: core.clock.now() - (n === 7 ? 5000 : 0),
        size: 100,
        ttlMs: 60_000,
      },
    }));
    for (let at = 0; at < 25; at += 5) await core.cluster.publish(core.app, events.slice(at, at + 5));
    const pages: string[][] = [];
    for (let before = Number.MAX_SAFE_INTEGER; ; ) {
      const page = await core.cluster.history(core.app, 'news', 4, before);
      if (page[0] === undefined) break;
      pages.unshift(page.map(({ data }) => data));
      before = page[0].timeMs;
    }
    t.same(
      pages.map(({ length }) => length),
      [1, 4, 4, 4, 4, 4, 4],
    );
    t.same(
      pages.flat(),
      Array.from({ length: 25 }, (_, n) => `${n}`),
      'all of them, each once',
    );
  });

  t.test('[D18] [N6] a state is what the domain made of it, to the letter', async (t) => {
    const core = await start();
    const client = await entered(core, room, 'a');
    const deep = JSON.parse(`${'['.repeat(500)}{}${']'.repeat(500)}`) as unknown;
    const odd = ['', '\u0000', '\u2028 🙂 é', '\ud83d', '"\\/', '[]', '{}', 'null'];
    const numbers = [0, 9_007_199_254_740_991, 2 ** 63, 1e308, 5e-324, 0.1 + 0.2];
    const value = { odd, numbers, deep, empty: [[], {}, { a: [] }, [{}]], none: null };
    const { version } = await core.cluster.room(core.app, 'odd');
    const step = { room: 'odd', ttlMs: 60_000, events: [] };
    await core.cluster.commit(core.app, { ...step, version, state: value });
    const read = await core.cluster.room(core.app, 'odd');
    t.equal(JSON.stringify(read.state), JSON.stringify(value));
    const late = await core.cluster.commit(core.app, { ...step, version, state: {} });
    t.equal(JSON.stringify(late), JSON.stringify({ conflict: read }), 'and so it is in a conflict');
    const texts = odd.filter((one) => one.trim() !== '');
    for (const text of texts) await client.say('client-add', { text }, room);
    t.same(dataOf((await entered(core, room, 'b')).socket.take()[1])['texts'], texts);
  });

  t.test('[D1] [D2] what no domain claims, and a name that is no room, is as in any channel', async (t) => {
    const core = await start({ clientEvents: true });
    const [a, b] = [await entered(core, 'presence-labs-1', 'a'), await entered(core, 'presence-labs-1', 'b')];
    for (const { socket } of [a, b]) socket.take();
    await a.say('client-add', { text: '' }, 'presence-labs-1');
    t.strictSame(b.socket.take(), [
      { event: 'client-add', channel: 'presence-labs-1', data: '{"text":""}', user_id: 'a' },
    ]);
    await core.publish('presence-lab-a.b', 'set', '{}');
    t.same((await core.cluster.room(core.app, '')).version, 0, 'it is no room, so it has no state');
    t.match(core.rooms, { size: 0 });
  });
}
