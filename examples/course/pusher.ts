import type Pusher from 'pusher-js';
import type { CourseBackendEvents, CourseCommands } from '../../src/protocol/types/domains/course.ts';
import { enterRoom, onPeople, type Person } from '../shared/room.ts';

export interface CourseMessage {
  readonly user_id: string;
  readonly user_email: string;
  readonly message: string;
  readonly timestamp: string;
}

export interface Progress {
  readonly user_id: string;
  readonly video_id: string;
  readonly progress: number;
}

export interface Hears {
  joined(history: CourseMessage[]): void;
  message(message: CourseMessage): void;
  watching(email: string): void;
  people(people: Person[]): void;
  refused(text: string): void;
}

/** The student's side: the course, and one of its videos. */
export function watchVideo(pusher: Pusher, courseId: string, videoId: string, hears: Hears) {
  enterRoom(pusher, `presence-course-${courseId}`, hears.refused);
  const video = enterRoom(pusher, `presence-video-${videoId}`, hears.refused);
  onPeople(video, hears.people);
  video.bind('joined_video', ({ history }: { history: CourseMessage[] }) => hears.joined(history));
  video.bind('new_chat_message', hears.message);
  video.bind('user_joined_video', ({ user_email }: { user_email: string }) => hears.watching(user_email));
  return <Name extends keyof CourseCommands>(command: Name, data: CourseCommands[Name]): void => {
    video.trigger(`client-${command}`, data);
  };
}

/** The instructor's side: who is how far, and who enrolled. */
export function watchStudents(
  pusher: Pusher,
  courseId: string,
  progress: (one: Progress) => void,
  enrolled: (one: CourseBackendEvents['new_enrollment']) => void,
): void {
  const channel = pusher.subscribe(`private-instructor-${courseId}`);
  channel.bind('student_progress', progress);
  channel.bind('new_enrollment', enrolled);
}
