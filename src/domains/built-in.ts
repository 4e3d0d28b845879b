import type { BuiltIn } from '../rooms/load.ts';
import { call } from './call.ts';
import { chatRoom } from './chat-room.ts';
import { courses } from './course.ts';
import { ticket } from './ticket.ts';
import { webinar } from './webinar.ts';

/** The domains that come with the server, by the name that a configuration gives them. */
export const builtIn: BuiltIn = {
  webinar: () => webinar,
  ticket: () => ticket,
  'chat-room': ({ announce }) => chatRoom({ announce: announce === true }),
  call: () => call,
  course: () => courses,
};
