import type { App } from '../apps/app.ts';
import { type ChannelName, kindOf } from '../protocol/channel-name.ts';
import * as encode from '../protocol/encode.ts';
import type { Core } from './core.ts';
import { historyOf } from './history.ts';
import type { ChannelEvent, Content } from './ports/pubsub.ts';
import type { RecordedFact } from './ports/recorder.ts';
import type { Rooms } from './rooms/room-port.ts';
import type { AppRuntime } from './state.ts';

/** An event of the application, checked already. */
export interface AppEvent {
  readonly name: string;
  readonly data: string;
  readonly channels: readonly ChannelName[];
  readonly except?: string | undefined;
}

/** An event to so many channels is so many. */
export const countChannels = (events: readonly AppEvent[]): number =>
  events.reduce((sum, { channels }) => sum + channels.length, 0);

/** Hot path. All of them or none. Settles when the cluster has taken them; nothing: it has. Then they are counted. */
export function publish(core: Core, runtime: AppRuntime, events: readonly AppEvent[]): Promise<void> | undefined {
  const recorded = runtime.recorder && [];
  const published = hand(core, runtime.app, events, recorded);
  if (published !== undefined) return published.then(() => taken(runtime, events, recorded));
  taken(runtime, events, recorded);
  return undefined;
}

function taken(
  { counters, recorder }: AppRuntime,
  events: readonly AppEvent[],
  recorded: readonly RecordedFact[] | undefined,
): void {
  counters.eventsPublished += countChannels(events);
  if (recorded !== undefined) for (const fact of recorded) recorder?.record(fact);
}

function hand(
  core: Core,
  app: App,
  events: readonly AppEvent[],
  recorded: RecordedFact[] | undefined,
): Promise<void> | undefined {
  if (core.rooms !== undefined && app.settings.domains.length > 0)
    return publishToRooms(core, core.rooms, app, events, recorded);
  const all: ChannelEvent[] = [];
  for (const event of events) {
    const once = written(event);
    for (const channel of event.channels) all.push(eventOn(core, app, channel, once, recorded));
  }
  return core.cluster.publish(app, all);
}

/** An event, encoded once for all of its channels. */
interface Written {
  readonly content: Content;
  readonly before: string;
  readonly after: string;
  readonly except: string | undefined;
}

function written({ name, data, except }: AppEvent): Written {
  const [before, after] = encode.eventAround(name, data);
  return { content: { event: name, data }, before, after, except };
}

/** One string serves every subscriber. */
function eventOn(
  { clock }: Core,
  app: App,
  channel: ChannelName,
  event: Written,
  all: RecordedFact[] | undefined,
): ChannelEvent {
  const { content, before, after, except } = event;
  const frame = `${before}${channel}${after}`;
  const keep = kindOf(channel).cache ? { content, ttlMs: app.settings.cacheTtl * 1000 } : undefined;
  const remember = historyOf(app, channel, content, clock.now);
  if (all === undefined) return { channel, frame, except, keep, remember };
  const recorded: RecordedFact = {
    kind: 'published',
    app: app.id,
    channel,
    event: content.event,
    data: content.data,
    except,
    sockets: 0,
    serial: undefined,
  };
  all.push(recorded);
  return { channel, frame, except, keep, remember, recorded };
}

/** [D5] Rooms first look at what is theirs; their events were checked before. */
async function publishToRooms(
  core: Core,
  rooms: Rooms,
  app: App,
  events: readonly AppEvent[],
  recorded: RecordedFact[] | undefined,
): Promise<void> {
  let ordinary: ChannelEvent[] = [];
  for (const event of events) {
    const once = written(event);
    for (const channel of event.channels) {
      const claim = rooms.claim(app, channel);
      const told = eventOn(core, app, channel, once, recorded);
      if (claim === undefined) ordinary.push(told);
      else {
        // [H27] What stood before it in the batch comes before it.
        if (ordinary.length > 0) await core.cluster.publish(app, ordinary);
        ordinary = [];
        await claim.publish(event.name, event.data, told, event.channels);
      }
    }
  }
  if (ordinary.length > 0) await core.cluster.publish(app, ordinary);
}

/** What is wrong with the first event that a room does not take; undefined: nothing. */
export function describeRoomError({ rooms }: Core, app: App, events: readonly AppEvent[]): string | undefined {
  if (rooms === undefined || app.settings.domains.length === 0) return undefined;
  for (const { name, data, channels } of events) {
    for (const channel of channels) {
      const wrong = rooms.claim(app, channel)?.check(name, data);
      if (wrong !== undefined) return `${channel}: ${wrong}`;
    }
  }
  return undefined;
}
