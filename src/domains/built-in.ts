import type { BuiltIn } from '../rooms/load.ts';
import { chatRoom } from './chat-room.ts';
import { webinar } from './webinar.ts';

/** The domains that come with the server, by the name that a configuration gives them. */
export const builtIn: BuiltIn = {
  webinar: () => webinar,
  'chat-room': ({ announce }) => chatRoom({ announce: announce === true }),
};
