import { defineDomain } from '../rooms/define-domain.ts';
import type { AnyDomain } from '../rooms/domain.ts';
import type { BuiltIn, Options } from '../rooms/load.ts';
import { call } from './call.ts';
import { chatRoom } from './chat-room.ts';
import { courses } from './course.ts';
import { ticket } from './ticket.ts';
import { webinar } from './webinar.ts';

/** With another capacity or another linger, as the operator wants. */
function sized(domain: AnyDomain, { capacity, linger }: Options): AnyDomain {
  if (capacity === undefined && linger === undefined) return domain;
  const given = Object.entries({ capacity, linger }).filter(([, value]) => value !== undefined);
  return defineDomain({ ...domain, ...Object.fromEntries(given) });
}

/** The domains that come with the server, by the name that a configuration gives them. */
export const builtIn: BuiltIn = {
  webinar: (options) => sized(webinar, options),
  ticket: (options) => sized(ticket, options),
  'chat-room': (options) => sized(chatRoom({ announce: options['announce'] === true }), options),
  call: (options) => sized(call, options),
  course: (options) => sized(courses, options),
};
