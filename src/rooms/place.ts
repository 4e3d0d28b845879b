import type { App } from '../apps/app.ts';
import type { ChannelEvent, Cluster, OnTrouble, Remember } from '../channels/ports.ts';
import type { Clock } from '../clock.ts';
import type { ChannelName } from '../protocol/channel-name.ts';
import type { Match } from './claims.ts';
import { type AnyDomain, type Refusal, type RoomView, refuse, type Step } from './domain.ts';
import { publications } from './effects.ts';
import type { RoomDoc } from './room-doc.ts';
import type { Attempt, RoomHost } from './room-host.ts';

const day = 86_400_000;
const mostStateBytes = 65_536;
const broken = refuse('INVALID_STATE', 'Something went wrong in this room; nothing was changed');

/** A claimed channel of an app, and the parts that its steps need. */
export interface Place {
  readonly app: App;
  readonly channel: ChannelName;
  readonly match: Match;
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly onTrouble: OnTrouble;
  readonly host: () => RoomHost;
}

/** How long state and history are kept without a change. */
export const ttlOf = (domain: AnyDomain): number => (domain.history?.days ?? 7) * day;

export const viewRoom = ({ channel, match: { id = '', pattern } }: Place, doc: RoomDoc): RoomView => ({
  id,
  channel,
  pattern,
  members: doc.members,
});

/** A domain that throws harms itself alone. */
export function contained({ match, onTrouble }: Place, stage: string, run: () => Step<unknown>): Step<unknown> {
  try {
    return run();
  } catch (error) {
    onTrouble('rooms', `${match.domain.name} ${stage}`, error);
    return broken;
  }
}

/** Whose doing a step is, and when. */
export interface Doer {
  readonly userId: string | undefined;
  readonly socketId: string | undefined;
  readonly now: number;
}

export function remembering({ match: { domain, key } }: Place, event: string, data: string, timeMs: number): Remember {
  return { history: key, entry: { event, data, timeMs }, size: domain.history?.size ?? 100, ttlMs: ttlOf(domain) };
}

export function published(place: Place, step: Step<unknown>, { userId, socketId, now }: Doer): ChannelEvent[] {
  const remember = (event: string, data: string): Remember => remembering(place, event, data, now);
  const effects = 'refuse' in step ? [] : (step.effects ?? []);
  return publications(effects, { channel: place.channel, userId, except: socketId, remember });
}

/** What a step comes to: a commit, or its refusal. */
export function attempt(place: Place, step: Step<unknown>, doc: RoomDoc, doer: Doer): Attempt<Refusal> {
  if ('refuse' in step) return { answer: step };
  const changed = step.state !== undefined;
  if (changed && Buffer.byteLength(JSON.stringify(step.state)) > mostStateBytes) {
    return { answer: refuse('INVALID_STATE', `The room is full of state: at most ${mostStateBytes} bytes`) };
  }
  const state = changed ? { ...doc, data: step.state } : undefined;
  return { commit: { state, ttlMs: ttlOf(place.match.domain), events: published(place, step, doer) } };
}
