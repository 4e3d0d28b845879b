import type { App } from '../apps/app.ts';
import { type ChannelName, kindOf } from '../protocol/channel-name.ts';
import * as encode from '../protocol/encode.ts';
import type { Core } from './core.ts';
import type { ChannelEvent } from './ports.ts';

/** An event of the application, checked already. */
export interface AppEvent {
  readonly name: string;
  readonly data: string;
  readonly channels: readonly ChannelName[];
  readonly except?: string | undefined;
}

/** All of them or none. Settles when the cluster has taken them. */
export function publish(core: Core, app: App, events: readonly AppEvent[]): Promise<void> {
  const all = events.flatMap(({ name, data, channels, except }) =>
    channels.map((channel): ChannelEvent => {
      const frame = encode.event(name, channel, data);
      if (!kindOf(channel).cache) return { channel, frame, except };
      return { channel, frame, except, keep: { data, ttlMs: app.settings.cacheTtl * 1000 } };
    }),
  );
  core.counters.eventsPublished += all.length;
  return core.cluster.publish(app, all);
}
