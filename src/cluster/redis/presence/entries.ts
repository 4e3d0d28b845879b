import type { App } from '../../../apps/app.ts';
import { userFeed } from '../../../channels/internal-feeds.ts';
import type { ChannelName } from '../../../protocol/channel-name.ts';
import type { ScriptArgs } from '../io/scripts.ts';
import type { Count, LocalChannel, LocalMember, LocalState } from './local-state.ts';
import { goneWithHolder, memberOf, type SetCountsArgs, type SignArgs, setCounts, signs } from './script-args.ts';

/** One of the counts that set-many.lua sets at once: its kind, and its fields in order. */
export type Entry = readonly string[];

const socketFields = [
  ...['channel', 'sockets', 'user', 'userSockets', 'entry', 'added', 'removed'],
  ...['maxMembers', 'countEvery', 'countFrame', 'mode', 'quiet'],
] as (keyof SetCountsArgs)[];
const signFields = ['user', 'connections', 'feed', 'online', 'offline', 'mode'] as const;
const watchFields = ['user', 'feed', 'watching'] as const;

const socketEntry = (args: SetCountsArgs): Entry => ['s', ...socketFields.map((field) => args[field])];
const signEntry = (args: SignArgs): Entry => ['u', ...signFields.map((field) => args[field])];
const watchEntry = (userId: string, watching: number): Entry => ['w', userId, userFeed(userId), String(watching)];

/** As set-many.lua takes it. */
export const setMany = (entries: readonly Entry[]): ScriptArgs => ({
  sockets: socketFields.join(' '),
  signed: signFields.join(' '),
  watched: watchFields.join(' '),
  entries: entries.flat(),
});

/** How many are said with one command: few enough that nobody waits for it. */
export const entriesAtOnce = 100;

/** So many at a time. */
export function* chunks<T>(all: Iterable<T>, size: number): Generator<T[]> {
  let chunk: T[] = [];
  for (const one of all) {
    chunk.push(one);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

/** All that Redis had of this node, and nothing that still waits. Read as it is said: there may be much. */
export function* restored(local: LocalState, app: App, isSilent: boolean): Generator<Entry> {
  for (const channel of local.channels.values()) {
    if (channel.count.applied <= 0) continue;
    const members = [...channel.members.values()].filter(({ count }) => count.applied > 0);
    for (const member of members.length === 0 ? [undefined] : members)
      yield restoredSockets(app, channel, member, isSilent);
  }
  for (const [userId, applied] of known(local.signedIn)) yield signEntry(signs(userId, applied, isSilent));
  for (const [userId, applied] of known(local.watched)) yield watchEntry(userId, applied);
}

function* known(counts: ReadonlyMap<string, Count>): Generator<[userId: string, applied: number]> {
  for (const [userId, { applied }] of counts) if (applied > 0) yield [userId, applied];
}

function restoredSockets(
  app: App,
  { name, count }: LocalChannel,
  member: LocalMember | undefined,
  isSilent: boolean,
): Entry {
  const its = member && { member: member.member, sockets: member.count.applied };
  const how = { mode: isSilent ? 'silent' : '', quiet: member?.quiet ?? false } as const;
  return socketEntry(setCounts(app, { name, sockets: count.applied, member: its, ...how }));
}

/** What older data has of this node and is over since: without a word, as everybody was told. */
export function outdated(local: LocalState, app: App, field: string): Entry | undefined {
  const rest = field.slice(1);
  switch (field[0]) {
    case 'm':
    case 'c':
      return outdatedSockets(local, app, field);
    case 'u':
      return appliedOf(local.signedIn.get(rest)) > 0 ? undefined : signEntry(signs(rest, 0, true));
    case 'w':
      return appliedOf(local.watched.get(rest)) > 0 ? undefined : watchEntry(rest, 0);
    default:
      return undefined;
  }
}

function outdatedSockets(local: LocalState, app: App, field: string): Entry | undefined {
  const { channel: name = field.slice(1) as ChannelName, userId } = memberOf(field) ?? {};
  const channel = local.channels.get(name);
  const sockets = appliedOf(channel?.count);
  if ((userId === undefined ? sockets : appliedOf(channel?.members.get(userId)?.count)) > 0) return undefined;
  const member = userId === undefined ? undefined : { member: { userId, info: undefined }, sockets: 0 };
  return socketEntry(setCounts(app, { name, sockets, member, mode: 'silent' }));
}

const appliedOf = (count: Count | undefined): number => Math.max(0, count?.applied ?? 0);

/** What one of a dead holder's holdings asks of who takes over: nothing of it is held any more. */
export function released(app: App, field: string): Entry | undefined {
  const rest = field.slice(1);
  const member = memberOf(field);
  if (member !== undefined) return socketEntry(goneWithHolder(app, member.channel, member.userId));
  switch (field[0]) {
    case 'c':
      return socketEntry(setCounts(app, { name: rest as ChannelName, sockets: 0 }));
    case 'u':
      return signEntry(signs(rest, 0, false));
    case 'w':
      return watchEntry(rest, 0);
    default:
      return undefined;
  }
}
