import t from 'tap';
import { webinar } from '../../src/domains/webinar.ts';
import type { RoomView, Step, Who } from '../../src/rooms/domain.ts';
import { validatorsOf } from '../../src/rooms/payload.ts';

const now = Date.UTC(2026, 0, 13, 10, 30);
const timestamp = '2026-01-13T10:30:00.000Z';
const who = (id: string, role = 'user'): Who => ({ id, name: `Name ${id}`, role, info: {}, channels: [] });
const room = (...ids: string[]): RoomView => {
  const members = ids.map((id) => who(id));
  return {
    id: '7',
    channel: 'presence-webinar-7',
    pattern: '',
    part: undefined,
    members,
    main: members,
    everywhere: [],
  };
};
type State = ReturnType<typeof webinar.initial>;
type Status = State['status'];
const { chat_message, typing, webinar_action } = webinar.commands;
const statuses: Status[] = ['scheduled', 'live', 'paused', 'ended'];
const inStatus = (status: Status): State => ({ title: 'T', status });
const fits = (kind: 'commands' | 'backendEvents', name: string, data: unknown): boolean =>
  validatorsOf(webinar)[kind].get(name)?.(data) === true;

t.test('[D24] the snapshot of a new room, and of one that was set', async (t) => {
  t.same(webinar.initial('7'), { title: null, status: 'scheduled' });
  t.same(webinar.snapshot(webinar.initial('7'), room('a'), [], who('a')), {
    event: 'joined_webinar',
    data: { webinar_id: '7', participants: 1, webinar: { id: '7', title: null, status: 'scheduled' }, history: [] },
  });
  t.same(webinar.snapshot({ title: 'T', status: 'live' }, room('a', 'b', 'c'), [{ message: 'm' }], who('c')), {
    event: 'joined_webinar',
    data: {
      webinar_id: '7',
      participants: 3,
      webinar: { id: '7', title: 'T', status: 'live' },
      history: [{ message: 'm' }],
    },
  });
  t.same(webinar.roles, ['user', 'admin'], 'the lowest first');
  t.same(webinar.channels, ['presence-webinar-{webinar_id}']);
});

t.test('[D25] a chat message, in every status', async (t) => {
  t.same(chat_message.rate, { most: 10, seconds: 60 });
  t.same(webinar.history, { size: 100, days: 7 });
  for (const status of statuses) {
    t.same(chat_message.run(inStatus(status), { message: '<b>hi</b>' }, who('a', 'admin'), now, room('a')), {
      effects: [
        {
          to: 'all',
          event: 'chat_message',
          data: {
            webinar_id: '7',
            user: { id: 'a', name: 'Name a', role: 'admin' },
            message: '<b>hi</b>',
            timestamp,
          },
          remember: true,
        },
      ],
    });
  }
});

t.test('[D25] a message has 1 to 2000 characters, not white space alone', async (t) => {
  for (const message of ['x', ' x ', 'x'.repeat(2000), '🙂'.repeat(2000), '\n.\n'])
    t.ok(fits('commands', 'chat_message', { message }), `${message.length} units`);
  for (const message of ['', ' ', '\n\t\u00a0', 'x'.repeat(2001), '🙂'.repeat(2001), 5, null, ['x'], { x: 1 }])
    t.notOk(fits('commands', 'chat_message', { message }), JSON.stringify(message).slice(0, 30));
  t.notOk(fits('commands', 'chat_message', {}));
});

t.test('[D26] typing', async (t) => {
  t.same(typing.rate, { most: 30, seconds: 60 });
  for (const is_typing of [true, false]) {
    t.same(typing.run(inStatus('live'), { is_typing }, who('a'), now, room('a')), {
      effects: [
        { to: 'others', event: 'typing', data: { webinar_id: '7', user: { id: 'a', name: 'Name a' }, is_typing } },
      ],
    });
    t.ok(fits('commands', 'typing', { is_typing }));
  }
  for (const is_typing of [undefined, null, 0, 1, 'true']) t.notOk(fits('commands', 'typing', { is_typing }));
});

t.test('[D27] every action in every status', async (t) => {
  t.same(webinar_action.roles, ['admin']);
  const leads: Record<string, Status> = {
    'start scheduled': 'live',
    'pause live': 'paused',
    'resume paused': 'live',
    'end live': 'ended',
    'end paused': 'ended',
  };
  for (const action of ['start', 'pause', 'resume', 'end'] as const) {
    t.ok(fits('commands', 'webinar_action', { action }));
    for (const status of statuses) {
      const step: Step<State> = webinar_action.run(inStatus(status), { action }, who('a', 'admin'), now, room('a'));
      const to = leads[`${action} ${status}`];
      if (to === undefined) {
        t.match(step, { refuse: 'INVALID_STATE', message: new RegExp(`^${action} expects .* this one is ${status}$`) });
        continue;
      }
      const admin = { id: 'a', name: 'Name a' };
      t.same(
        step,
        {
          state: { title: 'T', status: to },
          effects: [{ to: 'all', event: 'webinar_action', data: { webinar_id: '7', action, admin, timestamp } }],
        },
        `${action} ${status}`,
      );
    }
  }
  for (const action of ['stop', 'Start', '', null, 1]) t.notOk(fits('commands', 'webinar_action', { action }));
});

t.test('[D28] the backend sets title and status, and both outlive the members', async (t) => {
  const updated = webinar.backendEvents['webinar-updated'].run;
  for (const from of statuses) {
    for (const status of statuses)
      t.same(updated?.(inStatus(from), { status }, now, room()), { state: { title: 'T', status } });
    t.same(updated?.(inStatus(from), { title: 'New' }, now, room()), { state: { title: 'New', status: from } });
  }
  for (const data of [
    { title: 'x' },
    { title: 'x'.repeat(200) },
    { status: 'live' },
    { title: 'x', status: 'ended', more: 1 },
  ])
    t.ok(fits('backendEvents', 'webinar-updated', data), JSON.stringify(data).slice(0, 40));
  for (const data of [
    {},
    { more: 1 },
    { title: '' },
    { title: '  ' },
    { title: null },
    { title: 'x'.repeat(201) },
    { status: 'x' },
    { title: 'x', status: null },
  ])
    t.notOk(fits('backendEvents', 'webinar-updated', data), JSON.stringify(data).slice(0, 40));
  t.same(webinar.afterEmpty?.({ title: 'T', status: 'ended' }), { title: 'T', status: 'ended' });
});

t.test('[D29] [D30] its numbers', async (t) => {
  t.equal(webinar.capacity, 100);
  t.equal(webinar.pingsPerMinute, 60);
});
