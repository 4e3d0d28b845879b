import t from 'tap';
import { historyOf, iso, RoomMember, roomMember, statusOf } from '../support/room-member.ts';
import { testServer } from '../support/server.ts';

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
  const isOurs = (event: string): boolean => !event.startsWith('pusher:');
  t.same((await teacher.rest()).filter(isOurs), [], 'the instructor heard one');
  t.same((await other.rest()).filter(isOurs), []);
  t.same((await annVideo.rest()).filter(isOurs), ['user_joined_video'], 'who watches hears of no progress');
  t.same((await ann.rest()).filter(isOurs), []);
});

t.test('[D60] what the backend says: an enrolment is forwarded once, byte for byte', async (t) => {
  const server = await testServer(t, { domains: ['course'] });
  const teacher = await server.raw();
  await teacher.join('private-instructor-1');
  const student = await server.raw();
  await student.join('presence-course-1', { user_id: 'a' });
  for (const client of [teacher, student]) await client.barrier();
  const enrollment = { user_id: 1, user_email: 'é@example.com', message: 'm', more: [1.0, null] };
  await server.sdk.trigger('presence-course-1', 'new_enrollment', enrollment);
  const data = JSON.stringify(enrollment);
  t.same(await student.barrier(), [{ event: 'new_enrollment', channel: 'presence-course-1', data }]);
  t.same(await teacher.barrier(), [{ event: 'new_enrollment', channel: 'private-instructor-1', data }]);
  await server.sdk.trigger('private-instructor-1', 'new_enrollment', enrollment);
  t.same(await student.barrier(), []);
  t.equal((await teacher.barrier()).length, 1);
  const cases: [string, string, object, RegExp][] = [
    ['presence-course-1', 'new_enrollment', { ...enrollment, message: 1 }, /message/],
    ['presence-course-1', 'new_review', { user_email: 'e', rating: 6, comment: 'c' }, /rating/],
    ['private-instructor-1', 'quiz_submission', { user_id: 1, quiz_id: 1, score: 1, passed: 1 }, /passed/],
    [
      'private-instructor-1',
      'progress_update',
      { user_id: 1, video_id: 1, watched_seconds: -1, percent_complete: 1 },
      /watched_seconds/,
    ],
  ];
  for (const [channel, name, bad, body] of cases)
    t.match(await statusOf(server.sdk.trigger(channel, name, bad)), { status: 400, body }, name);
  await server.sdk.trigger('presence-course-1', 'quiz_submission', { any: 1 });
  await server.sdk.trigger('presence-course-1', 'course_updated', { title: 'T' });
  t.same(
    (await student.barrier()).map(({ event }) => event),
    ['quiz_submission', 'course_updated'],
  );
  t.same(await teacher.barrier(), []);
});
