import type { App } from '../../../apps/app.ts';
import type { Joined } from '../../../channels/ports/presence.ts';
import * as encode from '../../../protocol/encode.ts';
import { isCounted } from '../../subscription-count.ts';
import type { AppFeeds } from '../feeds/feeds.ts';
import type { Reply } from '../io/command.ts';
import { unquoted } from '../io/keys.ts';
import type { LocalChannel } from './local-state.ts';

type Greeting = readonly [serial: string, last: string, roster: string[], subscribers: number, kept: string | null];

/** A join that Redis has taken. */
export interface Welcome {
  readonly joined: Joined;
  /** What has to be handed over before it is answered. */
  readonly last: number;
}

/** A step of a room has its version in front of it. */
export const greetingOf = (reply: Reply): Greeting => (Array.isArray(reply[3]) ? reply[3] : reply[4]) as Greeting;

export function readWelcome(
  app: App,
  { kind }: LocalChannel,
  feeds: Pick<AppFeeds, 'serialOf'>,
  greeting: Greeting,
): Welcome {
  const [serial, last, flat, subscribers, kept] = greeting;
  const roster = [];
  for (let at = 0; at < flat.length; at += 2)
    roster.push({ id: encode.memberText(unquoted(flat[at] ?? '""'), undefined).id, entry: flat[at + 1] ?? '' });
  return {
    joined: {
      serial: feeds.serialOf(serial),
      roster: kind.presence ? roster : undefined,
      last: kind.cache ? kept : undefined,
      count: isCounted(app, kind) ? subscribers : undefined,
    },
    last: feeds.serialOf(last),
  };
}
