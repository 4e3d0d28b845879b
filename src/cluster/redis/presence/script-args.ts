import type { App } from '../../../apps/app.ts';
import { kindOfFeed, userFeed } from '../../../channels/internal-feeds.ts';
import type { Member } from '../../../channels/ports/presence.ts';
import type { ChannelEvent, Remember } from '../../../channels/ports/pubsub.ts';
import type { ChannelName } from '../../../protocol/channel-name.ts';
import * as encode from '../../../protocol/encode.ts';
import { isCounted } from '../../subscription-count.ts';
import { encodeAdded, encodeRemoved, encodeRest } from '../feeds/message.ts';
import { quoted, unquoted } from '../io/keys.ts';
import type { ScriptArgs } from '../io/scripts.ts';

const plain = (frame: string): string => encodeRest({ frame });
const ms = (value: number): string => String(Math.max(1, Math.round(value)));

/** So many sockets of a holder are in a channel, and so many of one member. */
export interface SocketCounts {
  readonly name: ChannelName;
  readonly sockets: number;
  readonly member?: { readonly member: Member; readonly sockets: number } | undefined;
  /** `silent`: everybody knew before Redis lost it. `leave`: makes nobody more. */
  readonly mode?: 'silent' | 'leave' | '';
  /** The member is not told to the others, or not yet. */
  readonly quiet?: boolean;
  /** What is asked back. */
  readonly ask?: 'cache' | 'greet' | '';
  /** The era of the roster that is known here; the roster of another one is told. */
  readonly rosterEra?: string;
}

export type SetCountsArgs = Readonly<
  Record<
    | 'channel'
    | 'sockets'
    | 'user'
    | 'userSockets'
    | 'entry'
    | 'added'
    | 'removed'
    | 'maxMembers'
    | 'countEvery'
    | 'countFrame'
    | 'mode'
    | 'quiet'
    | 'ask'
    | 'rosterEra',
    string
  >
>;

/** As set-counts.lua takes it. */
export function setCounts(
  app: App,
  { name, sockets, member, mode = '', quiet = false, ask = '', rosterEra = '' }: SocketCounts,
): SetCountsArgs {
  const most = kindOfFeed(name).user ? Number.MAX_SAFE_INTEGER : app.settings.limits.presenceMembers;
  return {
    channel: name,
    sockets: String(sockets),
    ...(member === undefined ? noMember : memberArgs(name, member.member, member.sockets)),
    maxMembers: String(most),
    ...countArgs(app, name),
    mode,
    quiet: quiet ? 'quiet' : '',
    ask,
    rosterEra,
  };
}

const noMember = { user: '', userSockets: '0', entry: '', added: '', removed: '' };

/** What a script takes that says nothing of sockets. */
export const noCounts: SetCountsArgs = {
  channel: '',
  sockets: '0',
  ...noMember,
  maxMembers: '0',
  countEvery: '',
  countFrame: '',
  mode: '',
  quiet: '',
  ask: '',
  rosterEra: '',
};

function memberArgs(name: ChannelName, member: Member, sockets: number) {
  const comes = sockets > 0;
  return {
    user: quoted(member.userId),
    userSockets: String(sockets),
    entry: comes ? encode.memberText(member.userId, member.info).entry : '',
    added: comes ? added(name, member) : '',
    removed: removed(name, member.userId),
  };
}

/** [S24] The number is known to Redis alone: a zero byte, which no frame has, says where it goes. */
function countArgs(app: App, name: ChannelName): Pick<SetCountsArgs, 'countEvery' | 'countFrame'> {
  if (!isCounted(app, kindOfFeed(name))) return { countEvery: '', countFrame: '' };
  const countFrame = plain(encode.subscriptionCountAround(name).join('\0'));
  return { countEvery: String(app.settings.countInterval * 1000), countFrame };
}

export const added = (name: ChannelName, { userId, info }: Member, except?: string): string =>
  encodeAdded(userId, encode.memberText(userId, info).entry, encode.memberAdded(name, userId, info), except);
export const removed = (name: ChannelName, userId: string): string =>
  encodeRemoved(userId, encode.memberRemoved(name, userId));

export type SignArgs = Readonly<Record<'user' | 'connections' | 'feed' | 'online' | 'offline' | 'mode', string>>;

/** As sign.lua takes it. */
export const signs = (userId: string, connections: number, silent: boolean): SignArgs => ({
  user: userId,
  connections: String(connections),
  feed: userFeed(userId),
  online: plain(encode.watchlistEvents([userId], [])),
  offline: plain(encode.watchlistEvents([], [userId])),
  mode: silent ? 'silent' : '',
});

/** As watch.lua takes it: users, and how many connections watch each. */
export const watches = (users: readonly (readonly [userId: string, watching: number])[]): ScriptArgs => ({
  entries: users.flatMap(([userId, watching]) => [userId, userFeed(userId), String(watching)]),
});

/** Its time and how long it is kept stand in front: Redis reads them, and rooms.ts reads all of it back. */
const entryText = ({ content: { event, data }, timeMs, ttlMs }: Remember): string =>
  `${Math.round(timeMs)} ${Math.round(ttlMs)} ${JSON.stringify({ event, data })}`;

/** [L32] How much may be remembered of an app. */
export const bounds = ({
  settings: { limits },
}: App): { readonly mostEntries: string; readonly mostBytes: string } => ({
  mostEntries: String(limits.rememberedEntries),
  mostBytes: String(limits.rememberedBytes),
});

/** As lib/publish.lua takes them. */
export const publishes = (events: readonly ChannelEvent[]): string[] =>
  events.flatMap(({ channel, frame, except, to, keep, remember }) => [
    channel,
    encodeRest({ frame, except, to }),
    keep === undefined ? '0' : ms(keep.ttlMs),
    ...(remember === undefined
      ? ['', '', '', '']
      : [remember.histories.join('\n'), String(remember.size), ms(remember.ttlMs), entryText(remember)]),
  ]);

/** The field of a member, as it stands in a holder's holdings. */
export function memberOf(field: string): { channel: ChannelName; userId: string } | undefined {
  if (field[0] !== 'm') return undefined;
  const space = field.indexOf(' ');
  return { channel: field.slice(1, space) as ChannelName, userId: unquoted(field.slice(space + 1)) };
}

/** All that a dead holder had of a member's sockets, which go with it. */
export const goneWithHolder = (app: App, name: ChannelName, userId: string): SetCountsArgs => ({
  ...setCounts(app, { name, sockets: 0, member: { member: { userId, info: undefined }, sockets: 0 } }),
  sockets: '-',
});
