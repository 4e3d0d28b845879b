import type { Committed, HistoryEntry, RoomCommit, RoomLeave, RoomState } from '../../channels/ports.ts';
import { encodeKick } from './feeds/message.ts';
import type { Reply } from './io/command-queue.ts';
import { quoted } from './io/keys.ts';
import type { AppNode } from './node/app-node.ts';
import { join, type Placed } from './presence/channels.ts';
import type { LocalChannel, LocalMember } from './presence/local-state.ts';
import { departure, mark } from './presence/members.ts';
import { reconcile, resync } from './presence/reconcile.ts';
import { added, holdsGone, publishes, removed } from './presence/script-args.ts';

const noHold = Array.from({ length: 11 }, () => '');

/** What a step says of the sockets in a channel; none of it: an empty kind. */
interface Said {
  readonly kind: 'join' | 'leave' | 'gone' | 'revived' | '';
  readonly args: readonly string[];
  readonly ask: string;
  readonly onBehalfOf?: string;
  /** Redis has taken it. */
  readonly done: () => void;
  /** It did not happen. */
  readonly undo: () => void;
  /** Nobody knows whether it did. */
  readonly failed: () => void;
}

const nothing = (): void => {};
const unsaid: Said = { kind: '', args: noHold, ask: '', done: nothing, undo: nothing, failed: nothing };

/** One step of a room, in one script. */
export async function commit(node: AppNode, step: RoomCommit): Promise<Committed> {
  const { join: joining, leave } = step;
  const take = (said: Said): Promise<Reply> => run(node, step, said);
  if (joining === undefined)
    return answerOf(node, await (leave === undefined ? take(unsaid) : leaves(node, leave, take)));
  const placed = await join(node, joining.channel, joining.member, joining.quiet, (change, ask) => {
    const { held, user, args, done } = change;
    const undo = (): void => {
      change.undo();
      reconcile(node, held, user);
    };
    const failed = (): void => {
      change.undo();
      resync(node, held, user);
    };
    return take({ kind: 'join', args, ask, done, undo, failed });
  });
  return answerOf(node, placed.reply, placed);
}

/** What it says is worked out in the turn in which it is asked, so the line has it in that order. */
async function leaves(
  node: AppNode,
  { channel, userId, quiet, whose }: RoomLeave,
  take: (said: Said) => Promise<Reply>,
): Promise<Reply> {
  const gone = (): string[] => holdsGone(node.app, channel, userId);
  if (typeof whose === 'object') return take({ ...unsaid, kind: 'leave', args: gone(), onBehalfOf: whose.dead });
  const held = node.local.channels.get(channel);
  const user = held?.users.get(userId);
  if (whose === 'nobody' || held === undefined || user === undefined || user.count.desired === 0)
    return take({ ...unsaid, kind: 'gone', args: gone() });
  if (node.leaving) await node.drainGrace.keep(held, user);
  return take(leavesHere(node, held, user, quiet));
}

/** One of this node's sockets. Which one does not matter; how many stay does. */
function leavesHere(node: AppNode, held: LocalChannel, user: LocalMember, quiet: boolean): Said {
  const joinedAt = user.joinedAt.pop();
  const unsay = [held, user].map(({ count }) => mark(count));
  const change = departure(node.app, node.local, held, user, quiet);
  const takeBack = unsay.map((taken) => taken());
  const unsubscribe = (): void => node.unsubscribe(held.name);
  return {
    kind: 'leave',
    args: change.args,
    ask: '',
    done() {
      change.done();
      unsubscribe();
    },
    /** It will be worked out again, and until then the socket is there. */
    undo() {
      held.count.desired += 1;
      user.count.desired += 1;
      if (joinedAt !== undefined) user.joinedAt.push(joinedAt);
      for (const back of takeBack) back();
      reconcile(node, held, user);
    },
    failed() {
      unsubscribe();
      resync(node, held, user);
    },
  };
}

async function run(node: AppNode, step: RoomCommit, said: Said): Promise<Reply> {
  const args = argsOf(step, said);
  const { onBehalfOf } = said;
  let reply: Reply;
  try {
    reply = await node.run({
      script: 'commit',
      atMostOnce: true,
      args: () => args,
      ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
      after: ([status]) => (status === 'ok' || status === 'stays') && said.done(),
    });
  } catch (error) {
    said.failed();
    throw error;
  }
  if (reply[0] !== 'ok' && reply[0] !== 'stays') said.undo();
  return reply;
}

function argsOf(step: RoomCommit, { kind, args, ask }: Said): string[] {
  const { room, version, state, revived, ttlMs, rate, join: joining, announce, remove = [], events } = step;
  return [
    room,
    String(version),
    state === undefined ? '' : JSON.stringify(state),
    String(Math.max(1, Math.round(ttlMs))),
    ...(rate === undefined
      ? ['', String(revived ?? ''), '']
      : [rate.key, String(rate.most), String(Math.round(rate.windowMs))]),
    revived === undefined ? kind : 'revived',
    ...args,
    ask,
    joining?.history ?? '',
    ...(announce === undefined
      ? ['', '', '']
      : [announce.channel, quoted(announce.member.userId), added(announce.channel, announce.member, announce.except)]),
    String(remove.length),
    ...remove.flatMap(({ channel, userId, frame }) => [
      channel,
      quoted(userId),
      encodeKick(userId, frame),
      removed(channel, userId),
    ]),
    ...publishes(events),
  ];
}

function answerOf(node: AppNode, reply: Reply, placed?: Placed): Committed {
  const [status, , , number, more] = reply;
  const version = Number(number);
  if (status === 'full') return { version, joined: 'full' };
  if (status === 'conflict') return { conflict: roomState([number, more]) };
  if (status === 'stays') return { version, stays: true };
  if (status === 'rate') return { retryAfterMs: version };
  if (placed?.joined === undefined) return { version };
  return { version, joined: placed.joined, history: readEntries(node, reply[5] as string[]) };
}

const roomState = ([version, state]: readonly unknown[]): RoomState => {
  return { version: Number(version ?? 0), state: typeof state === 'string' ? JSON.parse(state) : undefined };
};

export async function readRoom(node: AppNode, room: string): Promise<RoomState> {
  const [, , found] = await node.run({ script: 'read', readOnly: true, args: () => ['room', room] });
  return roomState(found as unknown[]);
}

/** Those whose time is not over: the list is kept for as long as its newest entry. */
function readEntries(node: AppNode, texts: readonly string[]): HistoryEntry[] {
  const now = node.parts.clock.now();
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
  node: AppNode,
  name: string,
  limit: number,
  beforeMs: number,
): Promise<readonly HistoryEntry[]> {
  const [, , texts] = await node.run({ script: 'read', readOnly: true, args: () => ['history', name] });
  return readEntries(node, texts as string[])
    .filter(({ timeMs }) => timeMs < beforeMs)
    .slice(-limit);
}
