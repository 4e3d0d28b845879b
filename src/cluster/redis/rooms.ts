import type { Committed, HistoryEntry, RoomCommit, RoomState } from '../../channels/ports.ts';
import type { AppNode } from './app-node.ts';
import { join, type Placed, removeSocket } from './channels.ts';
import { quoted } from './keys.ts';
import type { Reply } from './line.ts';
import { type Change, departure } from './members.ts';
import { encodeKick } from './message.ts';
import { restate } from './saying.ts';
import { added, publishes, removed } from './statement.ts';

const noHold = Array.from({ length: 11 }, () => '');

/** One step of a room, in one script. */
export async function commit(node: AppNode, step: RoomCommit): Promise<Committed> {
  const { join: joining, leave: leaving } = step;
  if (joining === undefined) {
    const change = leaving && leaves(node, leaving);
    return run(node, step, change, 'leave', '').then((reply) => answerOf(reply));
  }
  const placed = await join(node, joining.channel, joining.member, joining.quiet, (change, ask) =>
    run(node, step, change, 'join', ask),
  );
  return answerOf(placed.reply, placed);
}

function leaves(node: AppNode, { channel, userId, quiet }: NonNullable<RoomCommit['leave']>): Change | undefined {
  const held = node.local.channels.get(channel);
  if (held === undefined || held.tally.wanted === 0) return undefined;
  return departure(node.app, node.local, held, removeSocket(node, held, userId), quiet);
}

async function run(
  node: AppNode,
  step: RoomCommit,
  change: Change | undefined,
  kind: 'join' | 'leave',
  ask: string,
): Promise<Reply> {
  const args = argsOf(step, change, kind, ask);
  const back = (): void => {
    if (change === undefined) return;
    if (kind === 'leave') undoLeave(change);
    else change.undo();
    restate(node, change.held, change.user);
  };
  try {
    const reply = await node.run({
      script: 'commit',
      once: true,
      args: () => args,
      after: ([status]) => status === 'ok' && change?.done(),
    });
    if (reply[0] !== 'ok') back();
    return reply;
  } catch (error) {
    back();
    throw error;
  }
}

/** The step did not happen, and will be worked out again: the socket is still there. */
function undoLeave({ held, user }: Change): void {
  held.tally.wanted += 1;
  if (user === undefined) return;
  user.tally.wanted += 1;
  user.joinedAt.push(0);
}

function argsOf(step: RoomCommit, change: Change | undefined, kind: 'join' | 'leave', ask: string): string[] {
  const { room, version, state, ttlMs, rate, announce, remove = [], events } = step;
  return [
    room,
    String(version),
    state === undefined ? '' : JSON.stringify(state),
    String(Math.max(1, Math.round(ttlMs))),
    ...(rate === undefined ? ['', '', ''] : [rate.key, String(rate.most), String(Math.round(rate.windowMs))]),
    change === undefined ? '' : kind,
    ...(change === undefined ? noHold : change.args),
    ask,
    ...(announce === undefined
      ? ['', '', '']
      : [announce.channel, quoted(announce.member.userId), added(announce.channel, announce.member)]),
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

function answerOf(reply: Reply, placed?: Placed): Committed {
  const [status, , , number, more] = reply;
  const version = Number(number);
  if (status === 'full') return { version, joined: 'full' };
  if (status === 'conflict') return { conflict: roomState([number, more]) };
  if (status === 'rate') return { retryAfterMs: version };
  if (placed?.joined === undefined) return { version };
  return { version, joined: placed.joined, history: readEntries(reply[5] as string[]).map(({ entry }) => entry) };
}

const roomState = ([version, state]: readonly unknown[]): RoomState => {
  return { version: Number(version ?? 0), state: typeof state === 'string' ? JSON.parse(state) : undefined };
};

export async function readRoom(node: AppNode, room: string): Promise<RoomState> {
  const [, , found] = await node.run({ script: 'read', reads: true, args: () => ['room', room] });
  return roomState(found as unknown[]);
}

interface Kept {
  readonly until: number;
  readonly entry: HistoryEntry;
}

const readEntries = (texts: readonly string[]): Kept[] =>
  texts.map((text) => {
    const space = text.indexOf(' ');
    return { until: Number(text.slice(0, space)), entry: JSON.parse(text.slice(space + 1)) as HistoryEntry };
  });

/** The newest entries before a moment, oldest first. */
export async function readHistory(
  node: AppNode,
  name: string,
  limit: number,
  beforeMs: number,
): Promise<readonly HistoryEntry[]> {
  const [, , texts] = await node.run({ script: 'read', reads: true, args: () => ['history', name] });
  const now = node.parts.clock.now();
  return readEntries(texts as string[])
    .filter(({ until, entry }) => until > now && entry.timeMs < beforeMs)
    .map(({ entry }) => entry)
    .slice(-limit);
}
