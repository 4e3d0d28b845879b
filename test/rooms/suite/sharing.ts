import type { Test } from 'tap';
import { rosterOf } from '../../support/clients/frames.ts';
import { dataOf, entered, refusedFor } from '../../support/rooms/fixture-domain.ts';
import type { StartRooms } from '../rooms-suite.ts';

const [open, room, desk] = ['lab-1', 'presence-lab-1', 'presence-desk-1'] as const;

/** Several channels that are one room. */
export function sharing(t: Test, start: StartRooms): void {
  t.test('[D64] who comes to a public channel and goes takes nothing from the members', async (t) => {
    const core = await start();
    const a = await entered(core, room, 'a');
    for (let n = 0; n < 3; n += 1) {
      const stranger = await entered(core, open, '');
      t.match(dataOf(stranger.socket.take()[1]), { members: [] }, 'and is shown none of them');
      t.equal(await refusedFor(a, room, 'add', { text: `${n}` }), undefined);
      await stranger.hangUp();
      t.equal(await refusedFor(a, room, 'add', { text: `${n}` }), undefined);
    }
    t.same(a.socket.events(), ['added']);
  });

  t.test('[D64] who is in two presence channels of a room stays in the one when out of the other', async (t) => {
    const core = await start();
    const [a, b] = [await entered(core, room, 'a'), await entered(core, room, 'b')];
    const desked = await entered(core, desk, 'a');
    t.same(rosterOf(desked.socket.frames[0]).ids, ['a']);
    t.match(dataOf(desked.socket.take()[1]), { members: ['a'] }, 'each channel has its own');
    b.socket.take();
    await b.say('client-add', { text: 'x' }, desk);
    await desked.say('client-whisper', { to: 'b' }, desk);
    t.match(dataOf(desked.socket.take()[0]), { code: 'NOT_FOUND' });
    await desked.hangUp();
    t.same(b.socket.events(), ['pusher:error'], 'b is no member at the desk, and nobody has left the room');
    for (const one of [a, b]) t.equal(await refusedFor(one, room, 'add', { text: 'y' }), undefined);
  });

  t.test('[D65] what members say is for members; what is said in public is for all', async (t) => {
    const core = await start();
    const a = await entered(core, room, 'a');
    await core.publish(room, 'posted', '{"text":"r1"}');
    await core.publish(open, 'posted', '{"text":"o1"}');
    await a.say('client-note', { text: 'said' }, room);
    await core.publish(desk, 'posted', '{"text":"d1"}');
    await core.publish(open, 'posted', '{"text":"o2"}');
    const shown = async (channel: string): Promise<unknown[]> => {
      const client = await entered(core, channel, 'a');
      const { history } = dataOf(client.socket.take()[1]) as { history: { text: string }[] };
      const name = core.broker.historyName(core.app, channel as never);
      const kept = await core.cluster.history(core.app, name, 10, Number.MAX_SAFE_INTEGER);
      t.strictSame(
        kept.map(({ data }) => JSON.parse(data) as unknown),
        history,
        '[D17] and the API says the same',
      );
      return history.map(({ text }) => text);
    };
    t.same(await shown(open), ['o1', 'o2'], 'however much the members say');
    t.same(await shown(room), ['said', 'd1', 'o2'], 'the last three');
    t.same(await shown(desk), ['said', 'd1', 'o2']);
    for (let n = 0; n < 3; n += 1) await core.publish(room, 'posted', '{"text":"more"}');
    t.same(await shown(open), ['o1', 'o2']);
  });

  t.test('[D10] [D64] who is in another channel of the room has a place in each', async (t) => {
    const core = await start();
    for (const id of ['a', 'b', 'c']) await entered(core, room, id);
    t.equal(rosterOf((await entered(core, desk, 'a')).socket.take()[0]).count, 1);
    t.match((await entered(core, desk, 'd')).socket.take()[0], { data: { type: 'ROOM_FULL' } });
  });
}
