import type { App } from '../apps/app.ts';
import type { Cluster } from '../channels/ports/cluster.ts';
import type { OnError } from '../channels/ports/errors.ts';
import type { Remember } from '../channels/ports/pubsub.ts';
import type { Clock } from '../clock.ts';
import type { ChannelName } from '../protocol/channel-name.ts';
import type { Match } from './channel-matching.ts';
import { type JoinStep, type Refusal, type RoomView, refuse, type Step } from './domain.ts';
import { type Publications, publications } from './effects.ts';
import type { CountedRooms } from './room-counters.ts';
import { historyMs, lifeOf, membersOf, membersOfPart, type RoomDoc, withoutAll } from './room-doc.ts';
import type { Attempt, RoomHost } from './room-host.ts';
import type { WaitingRoom } from './waiting-room.ts';

const maxStateBytes = 65_536;
/** What is kept free for those who come, and who leave: a room that is full can still have another host. */
export const spareBytes = { command: 0, join: 2048, leave: 4096 } as const;
export const broken = refuse('INVALID_STATE', 'Something went wrong in this room; nothing was changed');

/** A claimed channel of an app, and the parts that its steps need. */
export interface RoomContext {
  readonly app: App;
  readonly channel: ChannelName;
  readonly match: Match;
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly onError: OnError;
  readonly waitingRoom: WaitingRoom;
  readonly roomCounters: CountedRooms;
  readonly host: () => RoomHost;
  /** Tries it until the cluster can do it. */
  readonly untilDone: (what: string, work: () => Promise<void>) => void;
}

export const viewRoom = ({ channel, match: { id = '', part, pattern } }: RoomContext, doc: RoomDoc): RoomView => ({
  id,
  channel,
  pattern,
  part,
  members: membersOf(doc, channel),
  main: membersOfPart(doc, undefined),
  everywhere: doc.members,
});

/** A domain that throws harms itself alone. */
export function contained<T>({ app, match, onError }: RoomContext, stage: string, run: () => T): T | Refusal {
  try {
    return run();
  } catch (error) {
    onError('rooms', `${match.domain.name} ${stage}`, error, { app: app.id });
    return broken;
  }
}

/** [D14] What a domain's function answered, unless it is no step or leaves more state than a room may hold. */
export function stepOf<S extends JoinStep<unknown>>(step: S, what: keyof typeof spareBytes = 'command'): S | Refusal {
  if (typeof step !== 'object' || step === null || 'then' in step) {
    throw new Error('expected { state, effects } or a refusal, and at once');
  }
  if ('refuse' in step || step.state === undefined) return step;
  if (Buffer.byteLength(JSON.stringify(step.state)) <= maxStateBytes + spareBytes[what]) return step;
  return refuse('INVALID_STATE', `The room is full of state: at most ${maxStateBytes} bytes`);
}

/** Whose doing a step is, and when. */
export interface Doer {
  /** Of a command's sender: it stands beside the channel. */
  readonly userId: string | undefined;
  readonly socketId: string | undefined;
  readonly now: number;
}

export function remembering(
  { match: { domain, histories } }: RoomContext,
  event: string,
  data: string,
  timeMs: number,
): Remember {
  const size = domain.history?.size ?? 100;
  return { histories, content: { event, data }, timeMs, size, ttlMs: historyMs(domain) };
}

export function published(
  context: RoomContext,
  step: Step<unknown> | JoinStep<unknown>,
  doc: RoomDoc,
  doer: Doer,
): Publications {
  const { channel, match } = context;
  const effects = 'refuse' in step ? [] : (step.effects ?? []);
  return publications(effects, {
    room: match.key,
    channel,
    userId: doer.userId,
    except: doer.socketId,
    remember: (event, data) => remembering(context, event, data, doer.now),
    placesOf: (id) => doc.members.filter((member) => member.id === id),
  });
}

/** What a step comes to: a commit, or its refusal. */
export function attempt(context: RoomContext, step: Step<unknown>, doc: RoomDoc, doer: Doer): Attempt<Refusal> {
  if ('refuse' in step) return { answer: step };
  const { events, remove } = published(context, step, doc, doer);
  const changed = step.state === undefined ? doc : { ...doc, data: step.state };
  const next = remove.reduce((room, { userId }) => withoutAll(room, userId, doer.now), changed);
  const ttlMs = lifeOf(context.match.domain, next);
  return { commit: { state: next === doc ? undefined : next, ttlMs, events, remove } };
}
