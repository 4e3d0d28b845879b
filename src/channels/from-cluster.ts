import { closeCodes } from '../protocol/close-codes.ts';
import { type Core, inBackground } from './core.ts';
import { deliver, dropPending } from './feed.ts';
import { isInternal, waitedFor } from './internal-feeds.ts';
import type { ClusterListener } from './ports/listener.ts';
import type { SerialEvent } from './ports/pubsub.ts';
import { eventIn, ownText, record } from './record.ts';
import { kickMember } from './rooms/kick.ts';
import type { AppRuntime, Feed } from './state.ts';
import { terminate } from './terminate.ts';

/** What the cluster tells, on its way to the connections of this node. */
export function fromCluster(core: Core, runtimes: ReadonlyMap<string, AppRuntime>): ClusterListener {
  const { fanout, counters, rooms, bounds, end, onFact } = core;

  function endThoseBehind(feed: Feed): void {
    for (const { connection } of dropPending(feed, bounds().waitingBytes)) {
      if (!connection.open) continue;
      counters.waitingCut += 1;
      record(connection, 'cut-off', { channel: feed.name, why: 'more waited for an answer than may wait' });
      end(connection, closeCodes.overCapacity);
    }
  }

  return {
    event(appId, name, event) {
      const runtime = runtimes.get(appId);
      if (rooms?.heard(appId, name, event.frame) === true) return;
      const feed = runtime?.feeds.get(name);
      if (runtime === undefined || feed === undefined) return;
      const except = event.except === undefined ? undefined : runtime.connections.get(event.except);
      const sockets = deliver(fanout, runtime.counters, feed, event, except);
      recordDelivery(runtime, feed.name, event, sockets);
      if (feed.buffer !== undefined) endThoseBehind(feed);
      if (event.kick !== undefined) kickMember(core, runtime, feed, event.kick);
    },
    terminate(appId, userId) {
      const runtime = runtimes.get(appId);
      if (runtime !== undefined) inBackground(core, 'terminate', terminate(core, runtime, userId));
    },
    fact: onFact,
    forgot(what, howMany) {
      counters[what === 'events' ? 'eventsForgotten' : 'roomsForgotten'] += howMany;
    },
    orphaned(app, channel, userId, dead) {
      const room = waitedFor(channel);
      return rooms?.claim(app, room ?? channel)?.orphaned(userId, dead, room !== undefined);
    },
    restored(app, channel, member) {
      const room = waitedFor(channel);
      if (room === undefined) rooms?.claim(app, channel)?.restored(member);
      else rooms?.claim(app, room)?.waitsAgain(member.userId);
    },
    elsewhere(appId, connections) {
      const runtime = runtimes.get(appId);
      if (runtime !== undefined) runtime.elsewhere = connections;
    },
  };
}

/** Hot path. What was published here says where it went; of anything else this is the first that is heard of it here. */
function recordDelivery(
  { app, recorder }: AppRuntime,
  channel: string,
  { recorded, serial, frame, except, to }: SerialEvent,
  sockets: number,
): void {
  if (recorded !== undefined) {
    recorded.sockets = sockets;
    recorded.serial = serial;
  } else if (recorder !== undefined && !isInternal(channel)) {
    const who = { except: except && ownText(except), to: to && ownText(to) };
    recorder.record({ kind: 'delivered', app: app.id, channel, event: eventIn(frame), ...who, sockets, serial });
  }
}
