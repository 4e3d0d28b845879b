import type { App } from '../../apps/app.ts';
import type { HistoryEntry, LastEvent } from '../../channels/ports/pubsub.ts';
import type { Committed, RoomCommit, RoomLeave, RoomRemoval, RoomState } from '../../channels/ports/rooms.ts';
import { encodeKick } from './feeds/message.ts';
import type { Command, Reply } from './io/command.ts';
import { quoted } from './io/keys.ts';
import type { ScriptArgs } from './io/scripts.ts';
import type { AppContext } from './presence/app-context.ts';
import { add, countedSockets, join, type Placed, socketArgs } from './presence/channels.ts';
import type { LocalChannel, LocalMember } from './presence/local-state.ts';
import { type Change, report } from './presence/reconcile.ts';
import {
  added,
  bounds,
  goneWithHolder,
  noCounts,
  publishes,
  removed,
  type SetCountsArgs,
} from './presence/script-args.ts';

/** What a step says of the sockets in a channel; none of it: an empty kind. */
interface Part {
  readonly kind: 'join' | 'leave' | 'gone' | '';
  readonly counts: SetCountsArgs;
}

const nothing: Part = { kind: '', counts: noCounts };

/** One step of a room, in one script. */
export async function commit(context: AppContext, step: RoomCommit): Promise<Committed> {
  const { join: joining, leave } = step;
  if (leave !== undefined) return answerOf(context, await leaves(context, step, leave));
  if (joining === undefined) return answerOf(context, await context.run(commandOf(context, step, () => nothing)));
  const { channel, member, quiet } = joining;
  const placed = await join(context, channel, member, quiet, (counted, change, args) =>
    report(context.run, counted, change, {
      ...commandOf(context, step, () => ({ kind: 'join', counts: args() })),
      early: true,
    }),
  );
  return answerOf(context, placed.reply, placed);
}

async function leaves(context: AppContext, step: RoomCommit, { channel: name, userId, quiet, whose }: RoomLeave) {
  const { app, run, local, drainGrace } = context;
  const gone = (): SetCountsArgs => goneWithHolder(app, name, userId);
  if (typeof whose === 'object')
    return run(commandOf(context, step, () => ({ kind: 'leave', counts: gone() }), whose.dead));
  const channel = local.channels.get(name);
  const member = channel?.members.get(userId);
  if (whose === 'nobody' || channel === undefined || member === undefined || member.count.desired === 0)
    return run(commandOf(context, step, () => ({ kind: 'gone', counts: gone() })));
  if (drainGrace !== undefined) await drainGrace.keep(name, member.member);
  return leavesHere(context, step, channel, member, quiet);
}

/** One of this node's sockets. Which one does not matter; how many stay does. */
function leavesHere(
  context: AppContext,
  step: RoomCommit,
  channel: LocalChannel,
  member: LocalMember,
  quiet: boolean,
): Promise<Reply> {
  const joinedAt = member.joinedAt.pop();
  add(channel, member, -1);
  const unsubscribe = (): void => context.feeds.unsubscribe(channel.name);
  const args = (): SetCountsArgs => socketArgs(context, channel, member, { mode: 'leave', quiet });
  const change: Change = {
    done: unsubscribe,
    failed: unsubscribe,
    /** It will be worked out again, and until then the socket is there. */
    undo() {
      add(channel, member, 1);
      if (joinedAt !== undefined) member.joinedAt.push(joinedAt);
    },
  };
  const command = commandOf(context, step, () => ({ kind: 'leave', counts: args() }));
  return report(context.run, countedSockets(context, channel, member), change, { ...command, early: true });
}

/**
 * What it tells of sockets is worked out in the turn in which the room asks, and not when it is sent: whether somebody
 * stays must not hang on a join behind it, which may be refused.
 */
function commandOf({ app }: AppContext, step: RoomCommit, part: () => Part, onBehalfOf?: string): Command {
  return { script: 'commit', atMostOnce: true, onBehalfOf, args: () => argsOf(app, step, part()) };
}

/** As commit.lua takes it. */
function argsOf(app: App, step: RoomCommit, { kind, counts }: Part): ScriptArgs {
  const { room, version, state, revived, ttlMs, rate, join: joining, announce, remove = [], events } = step;
  return {
    ...bounds(app),
    room,
    version: String(version),
    state: state === undefined ? '' : JSON.stringify(state),
    ttl: String(Math.max(1, Math.round(ttlMs))),
    revived: String(revived ?? ''),
    rateKey: rate?.key ?? '',
    rateMax: String(rate?.most ?? ''),
    rateWindow: String(rate === undefined ? '' : Math.round(rate.windowMs)),
    kind: revived === undefined ? kind : '',
    ...counts,
    history: joining?.history ?? '',
    announced: announce?.channel ?? '',
    announcedUser: announce === undefined ? '' : quoted(announce.member.userId),
    announcedFrame: announce === undefined ? '' : added(announce.channel, announce.member, announce.except),
    kicks: String(remove.length),
    rest: [...remove.flatMap(kickOf), ...publishes(events)],
  };
}

const kickOf = ({ channel, userId, frame }: RoomRemoval): string[] => [
  channel,
  quoted(userId),
  encodeKick(userId, frame),
  removed(channel, userId),
];

function answerOf(context: AppContext, reply: Reply, placed?: Placed): Committed {
  const [status, , , number, more] = reply;
  const version = Number(number);
  if (status === 'full') return { version, joined: 'full' };
  if (status === 'conflict') return { conflict: roomState([number, more]) };
  if (status === 'stays') return { version, stays: true };
  if (status === 'rate') return { retryAfterMs: version };
  if (placed?.joined === undefined) return { version };
  return { version, joined: placed.joined, history: readEntries(context, reply[5] as string[]) };
}

const roomState = ([version, state]: readonly unknown[]): RoomState => {
  return { version: Number(version ?? 0), state: typeof state === 'string' ? JSON.parse(state) : undefined };
};

export async function readRoom(context: AppContext, room: string): Promise<RoomState> {
  const [, , found] = await context.run({ script: 'read', readOnly: true, args: () => ({ what: 'room', name: room }) });
  return roomState(found as unknown[]);
}

/** Those whose time is not over: the list is kept for as long as its newest entry. */
function readEntries(context: AppContext, texts: readonly string[]): HistoryEntry[] {
  const now = context.now();
  return texts.flatMap((text) => {
    const first = text.indexOf(' ');
    const second = text.indexOf(' ', first + 1);
    const timeMs = Number(text.slice(0, first));
    const { event, data } = JSON.parse(text.slice(second + 1)) as Pick<HistoryEntry, 'event' | 'data'>;
    return timeMs + Number(text.slice(first + 1, second)) > now ? [{ event, data, timeMs }] : [];
  });
}

/** The newest entries before a moment, oldest first. */
export async function readHistory(
  context: AppContext,
  name: string,
  limit: number,
  beforeMs: number,
): Promise<readonly HistoryEntry[]> {
  const [, , texts] = await context.run({ script: 'read', readOnly: true, args: () => ({ what: 'history', name }) });
  return readEntries(context, texts as string[])
    .filter(({ timeMs }) => timeMs < beforeMs)
    .slice(-limit);
}

export async function readLastEvent(context: AppContext, channel: string): Promise<LastEvent | undefined> {
  const [, , frame, ttlMs] = await context.run({
    script: 'read',
    readOnly: true,
    args: () => ({ what: 'cached', name: channel }),
  });
  if (typeof frame !== 'string') return undefined;
  return { data: (JSON.parse(frame) as { data: string }).data, ttlMs: Number(ttlMs) };
}
