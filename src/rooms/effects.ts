import { waitingRoomFeed } from '../channels/internal-feeds.ts';
import type { ChannelEvent, Remember } from '../channels/ports/pubsub.ts';
import type { RoomRemoval } from '../channels/ports/rooms.ts';
import type { ChannelName } from '../protocol/channel-name.ts';
import * as encode from '../protocol/encode.ts';
import type { Effect } from './domain.ts';

/** Around the effects of one step. */
export interface Origin {
  readonly room: string;
  readonly channel: ChannelName;
  /** Whose doing it is: stands beside the channel, as with Pusher's client events. */
  readonly userId: string | undefined;
  /** The socket that did it: *the others* are all but this one. */
  readonly except: string | undefined;
  readonly remember: (event: string, data: string) => Remember;
  /** The channels of the room that somebody is in. */
  readonly placesOf: (id: string) => readonly Pick<RoomRemoval, 'channel' | 'quiet'>[];
}

export interface Publications {
  readonly events: ChannelEvent[];
  readonly remove: RoomRemoval[];
}

/** What joins that wait are told, on a feed of the room that only nodes hear. */
export interface WaitingRoomNews {
  readonly verdict: 'admitted' | 'denied';
  readonly id: string;
}

/** What a step's effects are on the wire. */
export function publications(effects: readonly Effect[], origin: Origin): Publications {
  const events: ChannelEvent[] = [];
  const remove: Publications['remove'] = [];
  for (const effect of effects) {
    if (effect.to !== 'kicked') events.push(publication(effect, origin));
    else {
      for (const { channel, quiet } of origin.placesOf(effect.id)) {
        remove.push({
          channel,
          userId: effect.id,
          quiet,
          frame: encode.event(effect.event, channel, JSON.stringify(effect.data)),
        });
      }
    }
  }
  return { events, remove };
}

type Verdict = Extract<Effect, { to: 'admitted' | 'denied' }>;

function publication(
  effect: Exclude<Effect, { to: 'kicked' }>,
  { room, channel, userId, except, remember }: Origin,
): ChannelEvent {
  if (isVerdict(effect)) {
    const news: WaitingRoomNews = { verdict: effect.to, id: effect.id };
    return { channel: waitingRoomFeed(room), frame: JSON.stringify(news) };
  }
  const data = JSON.stringify(effect.data);
  const elsewhere = effect.to === 'channel' || effect.to === 'member' ? effect.channel : undefined;
  const target = (elsewhere as ChannelName | undefined) ?? channel;
  const frame = encode.clientEvent(effect.event, target, data, userId);
  switch (effect.to) {
    case 'all':
      return { channel, frame, remember: effect.remember === true ? remember(effect.event, data) : undefined };
    case 'others':
      return { channel, frame, except };
    case 'member':
      return { channel: target, frame, to: effect.id };
    case 'channel':
      return { channel: target, frame };
    default:
      return effect satisfies never;
  }
}

const isVerdict = (effect: Effect): effect is Verdict => effect.to === 'admitted' || effect.to === 'denied';
