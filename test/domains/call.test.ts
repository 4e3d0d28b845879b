import t from 'tap';
import { builtIn } from '../../src/domains/built-in.ts';
import { call } from '../../src/domains/call.ts';
import type { RoomView, Who } from '../../src/rooms/domain.ts';
import { loadDomains } from '../../src/rooms/load.ts';
import { validatorsOf } from '../../src/rooms/payload.ts';

const who = (id: string, info: object = {}): Who => ({
  id,
  name: id,
  role: '',
  info: info as Who['info'],
  channels: [],
});
const room = (...members: Who[]): RoomView => ({
  id: 'r',
  channel: 'presence-call-r',
  pattern: '',
  part: undefined,
  members,
  main: members,
  everywhere: members.map((one) => ({ ...one, part: undefined })),
});
const initial = call.initial('r');
const fits = (name: string, data: unknown): boolean => validatorsOf(call).commands.get(name)?.(data) === true;
const [a, b] = [who('a'), who('b')];

t.test('[D43] [D46] [D47] [D53] what a command may hold', (t) => {
  for (const emoji of ['👍', '❤️', '😂', '🎉', '👏', '🤔']) t.ok(fits('reaction', { emoji }), emoji);
  for (const emoji of ['❤', '🙂', '', 1]) t.notOk(fits('reaction', { emoji }));
  const said = { id: 'x'.repeat(64), message: '🙂'.repeat(2000) };
  t.ok(fits('chat-message', said));
  for (const more of [{ id: '' }, { id: 'x'.repeat(65) }, { id: 1 }, { message: ' ' }, { message: 'x'.repeat(2001) }])
    t.notOk(fits('chat-message', { ...said, ...more }));
  const to = { targetPeerId: 'b' };
  t.ok(fits('candidate', { ...to, candidate: '' }), 'the end of the candidates');
  t.ok(fits('candidate', { ...to, candidate: 'x'.repeat(4096) }));
  for (const candidate of [undefined, 'x'.repeat(4097), 1]) t.notOk(fits('candidate', { ...to, candidate }));
  t.ok(fits('breakout', { assignments: { b: 'a_1' } }));
  for (const name of ['', 'a-b', 'x'.repeat(33), 1]) t.notOk(fits('breakout', { assignments: { b: name } }));
  t.notOk(fits('breakout', { assignments: {} }));
  t.end();
});

t.test('[D50] an admission holds 10 minutes', (t) => {
  const waiting = { ...initial, hostId: 'a', waitingRoom: true, waiting: [{ id: 'b', username: 'B' }] };
  const step = call.commands.admit.run(waiting, { targetPeerId: 'b' }, a, 1000, room(a));
  t.match(step, { effects: [{ to: 'admitted', id: 'b' }], state: { waiting: [], admitted: { b: 601_000 } } });
  const { state = initial } = step as { state?: typeof initial };
  const join = (now: number) => call.onJoin?.(state, b, now, room(a), { returning: false });
  t.notMatch(join(600_999), { hold: true });
  t.match(join(601_000), { hold: true });
  t.notMatch(call.onJoin?.(state, b, 601_000, room(a), { returning: true }), { hold: true });
  t.end();
});

t.test('[D45] what outlives a call that was empty for 60 s: who waits, and whose the ids of its history are', (t) => {
  const chatIds = [['m', 'a']] as const;
  const waiting = [{ id: 'b', username: 'B' }];
  const state = { ...initial, hostId: 'a', locked: true, banned: ['c'], coHosts: ['d'], chatIds, waiting };
  t.same(call.afterEmpty?.(state), { ...initial, chatIds, waiting });
  t.end();
});

t.test('[D10] [D15] [D21] the options that every built-in domain takes', async (t) => {
  for (const name of Object.keys(builtIn)) {
    const [plain] = await loadDomains([name], {}, builtIn);
    const [sized] = await loadDomains([name], { [name]: { capacity: 7, linger: 1.5 } }, builtIn);
    t.match(sized, { name: plain?.name, capacity: 7, linger: 1.5 });
    for (const options of [{ capacity: 0 }, { capacity: '5' }, { linger: -1 }, { linger: '60' }])
      await t.rejects(loadDomains([name], { [name]: options }, builtIn), {
        message: /^domains: .*(capacity|linger): /,
      });
  }
});
