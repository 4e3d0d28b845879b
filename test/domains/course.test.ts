import t from 'tap';
import { courses } from '../../src/domains/course.ts';
import type { RoomView, Who } from '../../src/rooms/domain.ts';
import { validatorsOf } from '../../src/rooms/payload.ts';

const [course = '', video = '', instructor = ''] = courses.channels;
const now = Date.UTC(2026, 0, 13, 10, 30);
const who = (info: object, ...channels: string[]): Who => ({
  id: 's1',
  name: 's1',
  role: 'student',
  info: info as Who['info'],
  channels,
});
const room = (pattern: string): RoomView => ({
  id: '9',
  channel: '',
  pattern,
  part: undefined,
  members: [],
  main: [],
  everywhere: [],
});
const { video_progress, send_chat_message } = courses.commands;
const fits = (kind: 'commands' | 'backendEvents', name: string, data: unknown): boolean =>
  validatorsOf(courses)[kind].get(name)?.(data) === true;
const report = (one: Who, course_id: string | number) =>
  video_progress.run(null, { course_id, progress: 50, timestamp: 12.5 }, one, now, room(video));

t.test('[D57] what a newcomer gets on each channel, and the others hear', async (t) => {
  const status = 'Joined successfully';
  t.same(courses.snapshot(null, room(course), [], undefined), {
    event: 'joined_course',
    data: { course_id: '9', status },
  });
  t.same(courses.snapshot(null, room(video), [1], undefined), {
    event: 'joined_video',
    data: { video_id: '9', status, history: [1] },
  });
  t.equal(courses.snapshot(null, room(instructor), [], undefined), undefined);
  const joining = { returning: false };
  for (const [info, user_email] of [
    [{ email: 'e@example.com' }, 'e@example.com'],
    [{}, 's1'],
  ] as const)
    t.same(courses.onJoin?.(null, who(info), now, room(video), joining), {
      effects: [{ to: 'others', event: 'user_joined_video', data: { user_id: 's1', user_email } }],
    });
  t.same(courses.onJoin?.(null, who({}), now, room(course), joining), { effects: [] });
});

t.test('[D58] [R13] progress for the signed course alone, else for one the connection is in', async (t) => {
  t.same(video_progress.rate, { most: 1, seconds: 1 });
  t.equal(video_progress.on, video);
  const told = (id: string) => ({
    effects: [
      {
        to: 'channel',
        channel: `private-instructor-${id}`,
        event: 'student_progress',
        data: { user_id: 's1', video_id: '9', progress: 50, timestamp: 12.5 },
      },
    ],
  });
  t.same(report(who({ course_id: '4' }), '4'), told('4'));
  t.same(report(who({ course_id: 4 }), '4'), told('4'));
  t.same(report(who({ course_id: '4' }), 4), told('4'));
  t.same(report(who({}, 'presence-course-4'), '4'), told('4'));
  t.same(report(who({ course_id: null }, 'presence-course-4'), 4), told('4'));
  for (const stranger of [
    who({}),
    who({ course_id: '5' }),
    who({ course_id: '5' }, 'presence-course-4'),
    who({}, 'presence-course-44', 'presence-video-4', 'private-instructor-4'),
  ])
    t.match(report(stranger, '4'), { refuse: 'FORBIDDEN' });
  // As doubles the two are one: neither says which course it is.
  const [big, other] = [9_007_199_254_740_992, '9007199254740992'];
  t.match(report(who({ course_id: other }), big), { refuse: 'INVALID_PAYLOAD', field: 'course_id' });
  t.match(report(who({}, `presence-course-${other}`), big), { refuse: 'INVALID_PAYLOAD' });
  t.match(report(who({ course_id: big }), other), { refuse: 'FORBIDDEN' });
  t.same(report(who({ course_id: other }), other), told(other));
  const good = { course_id: '4', progress: 0, timestamp: 0 };
  for (const more of [{}, { progress: 100 }, { progress: 33.3 }, { timestamp: 1e6 }])
    t.ok(fits('commands', 'video_progress', { ...good, ...more }));
  for (const more of [{ progress: -1 }, { progress: 100.1 }, { progress: '5' }, { timestamp: -1 }, { course_id: '' }])
    t.notOk(fits('commands', 'video_progress', { ...good, ...more }), JSON.stringify(more));
});

t.test('[D59] chat', async (t) => {
  t.equal(send_chat_message.on, video);
  t.same(send_chat_message.run(null, { message: '<b>' }, who({ email: 'e' }), now, room(video)), {
    effects: [
      {
        to: 'all',
        event: 'new_chat_message',
        data: { user_id: 's1', user_email: 'e', message: '<b>', timestamp: '2026-01-13T10:30:00.000Z' },
        remember: true,
      },
    ],
  });
  for (const message of ['x', '🙂'.repeat(2000)]) t.ok(fits('commands', 'send_chat_message', { message }));
  for (const message of ['', ' ', 'x'.repeat(2001), 1]) t.notOk(fits('commands', 'send_chat_message', { message }));
});

t.test('[D60] what the backend says, and where', async (t) => {
  const events = courses.backendEvents;
  t.same(events.new_enrollment.on, [course, instructor]);
  t.equal(events.new_enrollment.forward?.from, course);
  t.equal(events.new_enrollment.forward?.to('9'), 'private-instructor-9');
  for (const one of [events.new_review, events.course_updated]) t.same(one.on, [course]);
  for (const one of [events.progress_update, events.quiz_submission]) t.same(one.on, [instructor]);
  const good: [string, object][] = [
    ['new_enrollment', { user_id: 1, user_email: 'e', message: 'm' }],
    ['new_review', { user_email: 'e', rating: 5, comment: '' }],
    ['progress_update', { user_id: 1, video_id: 'v', watched_seconds: 0, percent_complete: 100 }],
    ['quiz_submission', { user_id: 1, quiz_id: 2, score: 3, passed: true }],
  ];
  for (const [name, data] of good) {
    t.ok(fits('backendEvents', name, { ...data, more: 1 }), name);
    for (const field of Object.keys(data)) {
      t.notOk(fits('backendEvents', name, { ...data, [field]: undefined }), `${name} without ${field}`);
      t.notOk(fits('backendEvents', name, { ...data, [field]: [] }), `${name} with another ${field}`);
    }
  }
  for (const rating of [0, 6]) t.notOk(fits('backendEvents', 'new_review', { user_email: 'e', rating, comment: '' }));
  t.ok(fits('backendEvents', 'course_updated', { any: 'thing' }));
});
