import t from 'tap';
import { testServer } from '../support/nodes/server.ts';
import { allHeardBy, heardBy, refusal, refused } from '../support/rooms/call-members.ts';
import { historyOf, iso, RoomMember, roomMember, statusOf } from '../support/rooms/room-member.ts';

const status = 'Joined successfully';

t.test('[D57] [D58] [D59] [D61] a video of a course with stock clients', async (t) => {
  const server = await testServer(t, { domains: ['course'], clientEvents: true });
  const teacher = await roomMember(server, 'private-instructor-1', 't');
  await teacher.next('pusher:subscription_succeeded');
  const other = await roomMember(server, 'private-instructor-2', 't2');
  await other.next('pusher:subscription_succeeded');
  const ann = await roomMember(server, 'presence-course-1', 'a', { email: 'a@example.com', role: 'student' });
  t.same(await ann.next('joined_course'), { course_id: '1', status });
  const bob = await roomMember(server, 'presence-video-5', 'b', { email: 'b@example.com', course_id: 2 });
  t.same(await bob.next('joined_video'), { video_id: '5', status, history: [] });
  const annVideo = new RoomMember(ann.client, 'presence-video-5');
  await annVideo.next('joined_video');
  await bob.next('pusher:member_added');
  t.same(await bob.next('user_joined_video'), { user_id: 'a', user_email: 'a@example.com' });
  const tab = await roomMember(server, 'presence-video-5', 'a');
  await tab.next('joined_video');

  annVideo.say('video_progress', { course_id: '1', progress: 75, timestamp: 120.5 });
  const progress = { user_id: 'a', video_id: '5', progress: 75, timestamp: 120.5 };
  t.same(await teacher.next('student_progress'), progress);
  annVideo.say('video_progress', { course_id: '1', progress: 76, timestamp: 121 });
  t.match(await annVideo.next('error'), { code: 'RATE_LIMITED', command: 'video_progress', retry_after: 1 });
  bob.say('video_progress', { course_id: '1', progress: 1, timestamp: 1 });
  t.match(await bob.next('error'), { code: 'FORBIDDEN' });
  bob.say('video_progress', { course_id: '2', progress: 101, timestamp: 1 });
  t.match(await bob.next('error'), { code: 'INVALID_PAYLOAD', field: 'progress' });
  bob.say('video_progress', { course_id: '2', progress: 1, timestamp: 1 });
  t.match(await other.next('student_progress'), { user_id: 'b' });

  bob.say('send_chat_message', { message: 'Hi' });
  const message = { user_id: 'b', user_email: 'b@example.com', message: 'Hi', timestamp: iso };
  for (const one of [bob, annVideo, tab]) t.match(await one.next('new_chat_message'), message);
  const late = await roomMember(server, 'presence-video-5', 'c');
  t.match(await late.next('joined_video'), { history: [message] });
  t.equal((await historyOf(server, 'presence-video-5')).history.length, 1);

  for (const name of ['student_progress', 'video_progress', 'new_enrollment', 'x']) {
    teacher.say(name, progress);
    t.match(await teacher.next('error'), { code: 'UNKNOWN_COMMAND', command: name });
  }
  const stranger = await server.raw();
  stranger.say('client-student_progress', progress, { channel: 'private-instructor-1' });
  t.match(await stranger.next('pusher:error'), { data: { message: /not subscribed/ } });
  t.same(await heardBy(server, teacher, other, ann), [[], [], []], 'each instructor heard one');
  t.same(await heardBy(server, annVideo, tab), [
    ['user_joined_video {"user_id":"c","user_email":"Name c"}'],
    ['user_joined_video {"user_id":"c","user_email":"Name c"}'],
  ]);
});

t.test('[D57] [D58] [D61] who comes, and nobody writes to an instructor without a claim', async (t) => {
  const server = await testServer(t, { domains: ['course'], clientEvents: true });
  const [teacher, other] = [
    await roomMember(server, 'private-instructor-1', 't'),
    await roomMember(server, 'private-instructor-2', 't'),
  ];
  for (const one of [teacher, other]) await one.next('pusher:subscription_succeeded');
  const bob = await roomMember(server, 'presence-video-5', 'b', { email: 'b@example.com', course_id: 2 });
  await bob.next('joined_video');
  const ann = await roomMember(server, 'presence-video-5', 'a', { email: 'a@example.com' });
  await ann.next('joined_video');
  const tab = await roomMember(server, 'presence-video-5', 'a');
  await tab.next('joined_video');
  t.match(await allHeardBy(server, bob), [
    [
      /^pusher:subscription_succeeded/,
      /^pusher:member_added \{"id":"a"/,
      'user_joined_video {"user_id":"a","user_email":"a@example.com"}',
    ],
  ]);
  t.same((await heardBy(server, ann, tab)).flat(), [], 'not to itself, and not for a second tab');
  const inCourse = await roomMember(server, 'presence-course-1', 'b', { course_id: 2 });
  await inCourse.next('joined_course');
  const report = { progress: 1, timestamp: 1 };
  for (const [one, course_id] of [
    [ann, '1'],
    [tab, 1],
    [bob, '1'],
    [bob, '3'],
    [bob, '2--x'],
  ] as const)
    t.match(await refused(one, 'video_progress', { ...report, course_id }), { code: 'FORBIDDEN' });
  t.match(await refused(inCourse, 'video_progress', { ...report, course_id: '2' }), { code: 'UNKNOWN_COMMAND' });
  t.match(await refused(inCourse, 'send_chat_message', { message: 'x' }), { code: 'UNKNOWN_COMMAND' });
  for (const name of ['student_progress', 'new_enrollment']) {
    const pusherError = new Promise((resolve) => bob.client.connection.bind('error', resolve));
    bob.client.send_event(`client-${name}`, report, 'private-instructor-2');
    t.match(await pusherError, { data: { message: /not subscribed/ } });
    bob.client.connection.unbind('error');
  }
  const annInCourse = new RoomMember(ann.client, 'presence-course-1');
  await annInCourse.next('joined_course');
  ann.say('video_progress', { ...report, course_id: 1, user_id: 'b', video_id: 6 });
  t.same(await teacher.next('student_progress'), { user_id: 'a', video_id: '5', ...report });
  ann.client.unsubscribe('presence-course-1');
  t.match(await refused(tab, 'video_progress', { ...report, course_id: '1' }), { code: 'FORBIDDEN' });
  bob.say('video_progress', { ...report, course_id: 2 });
  t.match(await other.next('student_progress'), { user_id: 'b' });
  const bobTab = await roomMember(server, 'presence-video-5', 'b', { course_id: 1 });
  await bobTab.next('joined_video');
  t.match(
    await refused(bobTab, 'video_progress', { ...report, course_id: 1 }),
    { code: 'FORBIDDEN' },
    'the first tab counts',
  );
  t.same(await heardBy(server, teacher, other, bob, tab, inCourse), [[], [], [], [], []]);
  for (const channel of ['presence-course-1--2', 'presence-video-', `private-instructor-${'x'.repeat(65)}`])
    t.equal(await refusal(roomMember(server, channel, 'a')), 'INVALID_ROOM', channel);
});

t.test('[D60] [D19] what the backend says: an enrolment is forwarded once, byte for byte', async (t) => {
  const server = await testServer(t, { domains: ['course'] });
  const [teacher, student, other] = [await server.raw(), await server.raw(), await server.raw()];
  await teacher.join('private-instructor-1');
  await student.join('presence-course-1', { user_id: 'a' });
  await other.join('private-instructor-2');
  const enrollment = { user_id: 1, user_email: 'é@example.com', message: 'm', more: [1.0, null] };
  const data = JSON.stringify(enrollment);
  const heard = { event: 'new_enrollment', data };
  const channels = ['presence-course-1', 'private-instructor-1'];
  let marks = 0;
  /** What each heard since, up to a mark that comes on the same way. */
  const since = async () => {
    marks += 1;
    await server.sdk.trigger([...channels, 'private-instructor-2'], `mark-${marks}`, {});
    const all = [student, teacher, other];
    await Promise.all(all.map((one) => one.next(`mark-${marks}`)));
    return all.map((one) => one.frames.splice(0).filter(({ event }) => !event.startsWith('pusher')));
  };
  await student.next('joined_course');
  await since();
  const [inCourse, forTeacher] = channels.map((channel) => ({ ...heard, channel }));
  await server.sdk.trigger('presence-course-1', 'new_enrollment', enrollment);
  t.same(await since(), [[inCourse], [forTeacher], []]);
  await server.sdk.trigger('private-instructor-1', 'new_enrollment', enrollment);
  t.same(await since(), [[], [forTeacher], []], 'triggered there it stays there');
  await server.sdk.trigger(channels, 'new_enrollment', enrollment);
  t.same(await since(), [[inCourse], [forTeacher], []], 'on both in one call: each once');
  await server.sdk.trigger(['private-instructor-2', 'presence-course-1'], 'new_enrollment', enrollment);
  t.same(await since(), [[inCourse], [forTeacher], [{ ...heard, channel: 'private-instructor-2' }]]);
  const but = { socket_id: teacher.socketId };
  await server.sdk.trigger('presence-course-1', 'new_enrollment', enrollment, but);
  t.same(await since(), [[inCourse], [], []], 'who is left out hears it forwarded neither');
  await server.sdk.triggerBatch([{ name: 'new_enrollment', channel: 'presence-course-1', data: enrollment }]);
  t.same(await since(), [[inCourse], [forTeacher], []]);

  const cases: [string, string, object, object, RegExp][] = [
    ['presence-course-1', 'new_enrollment', enrollment, { message: 1 }, /message/],
    ['presence-course-1', 'new_review', { user_email: 'e', rating: 5, comment: 'c' }, { rating: 6 }, /rating/],
    [
      'private-instructor-1',
      'quiz_submission',
      { user_id: 1, quiz_id: 1, score: 1, passed: true },
      { passed: 1 },
      /passed/,
    ],
    [
      'private-instructor-1',
      'progress_update',
      { user_id: 1, video_id: 1, watched_seconds: 0, percent_complete: 1 },
      { watched_seconds: -1 },
      /watched_seconds/,
    ],
  ];
  for (const [channel, name, good, bad, body] of cases) {
    const batch = [
      { name: 'anything', channel, data: '' },
      { name, channel, data: { ...good, ...bad } },
    ];
    t.match(await statusOf(server.sdk.trigger(channel, name, { ...good, ...bad })), { status: 400, body }, name);
    t.match(await statusOf(server.sdk.triggerBatch(batch)), { status: 400, body }, 'of a batch nothing is delivered');
    t.match(await statusOf(server.sdk.trigger(channel, name, good)), { status: 200 });
  }
  await server.sdk.trigger('presence-course-1', 'quiz_submission', { any: 1 });
  await server.sdk.trigger('presence-course-1', 'course_updated', { title: 'T' });
  const [said = [], told = []] = await since();
  t.same(
    said.map(({ event }) => event),
    ['new_enrollment', 'new_review', 'quiz_submission', 'course_updated'],
  );
  t.same(
    told.map(({ event }) => event),
    ['new_enrollment', 'quiz_submission', 'progress_update'],
  );
  t.same((await historyOf(server, 'presence-course-1')).history, []);
});
