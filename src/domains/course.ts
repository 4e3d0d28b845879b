import type { CourseBackendEvents, CourseCommands } from '../protocol/types/domains/course.ts';
import { defineDomain, readSchema } from '../rooms/define-domain.ts';
import { iso, type MemberView, refuse, remembered, toChannel, toOthers } from '../rooms/domain.ts';

const course = 'presence-course-{course_id}';
const video = 'presence-video-{video_id}';
const instructor = 'private-instructor-{course_id}';

const joined = 'Joined successfully';
const instructorOf = (courseId: string): string => `private-instructor-${courseId}`;

const emailOf = ({ info, name }: MemberView): string => {
  const { email } = info as { email?: unknown };
  return typeof email === 'string' ? email : name;
};

/** As a double, another number may be the same one. */
const isAmbiguous = (id: unknown): boolean => typeof id === 'number' && !Number.isSafeInteger(id);

/** The course that the backend signed; else one whose channel the sender is in. */
function mayReportTo(courseId: string, info: MemberView['info'], channels: readonly string[]): boolean {
  const { course_id: signed } = info as { course_id?: unknown };
  if (signed !== undefined && signed !== null) return !isAmbiguous(signed) && String(signed) === courseId;
  return channels.includes(`presence-course-${courseId}`);
}

export const courses = defineDomain<null, CourseCommands, CourseBackendEvents>({
  name: 'course',
  channels: [course, video, instructor],
  schema: readSchema('course'),
  history: { size: 100, days: 7 },
  roles: ['student', 'instructor', 'admin'],
  initial: () => null,

  commands: {
    video_progress: {
      on: video,
      rate: { most: 1, seconds: 1 },
      run(_, { course_id, progress, timestamp }, { id, info, channels }, _now, room) {
        if (isAmbiguous(course_id))
          return refuse('INVALID_PAYLOAD', 'course_id: expected a whole number below 2^53, or a string', 'course_id');
        const courseId = String(course_id);
        if (!mayReportTo(courseId, info, channels))
          return refuse('FORBIDDEN', 'course_id: expected a course that you are in');
        const told = { user_id: id, video_id: room.id, progress, timestamp };
        return { effects: [toChannel(instructorOf(courseId), 'student_progress', told)] };
      },
    },
    send_chat_message: {
      on: video,
      run: (_, { message }, who, now) => ({
        effects: [
          remembered('new_chat_message', { user_id: who.id, user_email: emailOf(who), message, timestamp: iso(now) }),
        ],
      }),
    },
  },

  backendEvents: {
    new_enrollment: { on: [course, instructor], forward: { from: course, to: instructorOf } },
    new_review: { on: [course] },
    course_updated: { on: [course] },
    progress_update: { on: [instructor] },
    quiz_submission: { on: [instructor] },
  },

  onJoin: (_, who, _now, room) => ({
    effects:
      room.pattern === video ? [toOthers('user_joined_video', { user_id: who.id, user_email: emailOf(who) })] : [],
  }),

  snapshot(_, { id, pattern }, history) {
    if (pattern === course) return { event: 'joined_course', data: { course_id: id, status: joined } };
    if (pattern === video) return { event: 'joined_video', data: { video_id: id, status: joined, history } };
    return undefined;
  },
});
