import type { ChannelEvent, Remember } from '../channels/ports.ts';
import type { ChannelName } from '../protocol/channel-name.ts';
import * as encode from '../protocol/encode.ts';
import type { Effect } from './domain.ts';

/** Around the effects of one step. */
export interface Origin {
  readonly channel: ChannelName;
  /** Whose doing it is: stands beside the channel, as with Pusher's client events. */
  readonly userId: string | undefined;
  /** The socket that did it: *the others* are all but this one. */
  readonly except: string | undefined;
  readonly remember: (event: string, data: string) => Remember;
}

/** What a step's effects are on the wire. */
export function publications(
  effects: readonly Effect[],
  { channel, userId, except, remember }: Origin,
): ChannelEvent[] {
  return effects.map((effect): ChannelEvent => {
    const data = JSON.stringify(effect.data);
    const target = effect.to === 'channel' ? (effect.channel as ChannelName) : channel;
    const frame = encode.clientEvent(effect.event, target, data, userId);
    switch (effect.to) {
      case 'all':
        return { channel, frame, remember: effect.remember === true ? remember(effect.event, data) : undefined };
      case 'others':
        return { channel, frame, except };
      case 'member':
        return { channel, frame, to: effect.id };
      case 'channel':
        return { channel: target, frame };
      default:
        return effect satisfies never;
    }
  });
}
