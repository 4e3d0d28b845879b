import type { Test } from 'tap';
import { dataOf, entered } from '../../support/lab.ts';
import type { StartRooms } from '../rooms-suite.ts';

const room = 'presence-lab-1';

export function publishing(t: Test, start: StartRooms): void {
  t.test('[D5] an event of the backend is checked by the name of its field', async (t) => {
    const { broker, app } = await start();
    const wrong = (name: string, data: string, channel = room): string | undefined =>
      broker.wrongForRooms(app, [{ name, data, channels: ['news', channel] as never }]);
    t.equal(wrong('set', '{}'), `${room}: set: value: is missing`);
    t.equal(wrong('set', '{"value":5}'), `${room}: set: value: must be string`);
    t.equal(wrong('set', 'x'), `${room}: set: data wants a JSON object`);
    t.equal(wrong('set', '{"value":"x","room_id":2}'), `${room}: set: room_id wants the room's own id, "1"`);
    for (const id of ['1', 1]) t.equal(wrong('set', JSON.stringify({ value: 'x', room_id: id })), undefined);
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
