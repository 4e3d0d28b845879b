import type { App } from '../../../apps/app.ts';
import type { Joined } from '../../../channels/ports/presence.ts';
import { isCounted } from '../../subscription-count.ts';
import type { AppFeeds } from '../feeds/feeds.ts';
import type { Reply } from '../io/command.ts';
import type { LocalChannel } from './local-state.ts';
import type { Visit } from './rosters.ts';

export type Greeting = readonly [
  serial: string,
  last: string,
  roster: string[] | null,
  subscribers: number,
  kept: string | null,
];

/** A step of a room has its version in front of it. */
export const greetingOf = (reply: Reply): Greeting => (Array.isArray(reply[3]) ? reply[3] : reply[4]) as Greeting;

/** What a newcomer is told, once all up to its serial was handed over. */
export function readJoined(
  app: App,
  { kind }: LocalChannel,
  feeds: Pick<AppFeeds, 'serialOf'>,
  visit: Visit | undefined,
  [stamp, , told, subscribers, kept]: Greeting,
): Joined {
  const serial = feeds.serialOf(stamp);
  return {
    serial,
    roster: visit?.at(serial, stamp.split(' ')[1] ?? '', told),
    last: kind.cache ? kept : undefined,
    count: isCounted(app, kind) ? subscribers : undefined,
  };
}
