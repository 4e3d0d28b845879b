import type { App } from '../../../apps/app.ts';
import type { ChannelEvent, Member, Remember } from '../../../channels/ports.ts';
import { type ChannelName, kindOf } from '../../../protocol/channel-name.ts';
import * as encode from '../../../protocol/encode.ts';
import { isCounted } from '../../subscription-count.ts';
import { encodeRest } from '../feeds/message.ts';
import { quoted, unquoted } from '../io/keys.ts';

const plain = (frame: string): string => encodeRest({ frame });

const interval = (app: App, name: ChannelName): string =>
  isCounted(app, kindOf(name)) ? String(app.settings.countInterval * 1000) : '';

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
}

/** As set-counts.lua takes it. */
export function setCounts(
  app: App,
  { name, sockets, member, mode = '', quiet = false, ask = '' }: SocketCounts,
): string[] {
  const most = kindOf(name).user ? Number.MAX_SAFE_INTEGER : app.settings.limits.presenceMembers;
  const tail = [String(most), interval(app, name), mode, quiet ? 'quiet' : '', ask];
  if (member === undefined) return [name, String(sockets), '', '0', '', '', '', ...tail];
  const { userId } = member.member;
  const comes = member.sockets > 0 ? [entryOf(member.member), added(name, member.member)] : ['', ''];
  return [name, String(sockets), quoted(userId), String(member.sockets), ...comes, removed(name, userId), ...tail];
}

const entryOf = ({ userId, info }: Member): string => encode.memberText(userId, info).entry;
export const added = (name: ChannelName, { userId, info }: Member, except?: string): string =>
  encodeRest({ frame: encode.memberAdded(name, userId, info), except });
export const removed = (name: ChannelName, userId: string): string => plain(encode.memberRemoved(name, userId));

/** As sign.lua takes it. */
export const signs = (userId: string, connections: number, silent: boolean): string[] => [
  userId,
  String(connections),
  plain(encode.watchlistEvents([userId], [])),
  plain(encode.watchlistEvents([], [userId])),
  silent ? 'silent' : '',
];

/** Its time and how long it is kept stand in front: Redis reads them, and rooms.ts reads all of it back. */
const entryText = ({ content: { event, data }, timeMs, ttlMs }: Remember): string =>
  `${Math.round(timeMs)} ${Math.round(ttlMs)} ${JSON.stringify({ event, data })}`;

/** As publish.lua takes it. */
export const publishes = (events: readonly ChannelEvent[]): string[] =>
  events.flatMap(({ channel, frame, except, to, keep, remember }) => [
    channel,
    encodeRest({ frame, except, to }),
    keep === undefined ? '0' : String(Math.max(1, Math.round(keep.ttlMs))),
    ...(remember === undefined
      ? ['', '', '', '']
      : [
          remember.histories.join('\n'),
          String(remember.size),
          String(Math.max(1, Math.round(remember.ttlMs))),
          entryText(remember),
        ]),
  ]);

/** The field of a member, as it stands in a holder's holdings. */
export function memberOf(field: string): { channel: ChannelName; userId: string } | undefined {
  if (field[0] !== 'm') return undefined;
  const space = field.indexOf(' ');
  return { channel: field.slice(1, space) as ChannelName, userId: unquoted(field.slice(space + 1)) };
}

/** All that a dead holder had of a member's sockets, which go with it. */
export function goneWithHolder(app: App, name: ChannelName, userId: string): string[] {
  const args = setCounts(app, { name, sockets: 0, member: { member: { userId, info: undefined }, sockets: 0 } });
  args[1] = '-';
  return args;
}

/** What a holder's holdings say, for who takes over: nothing of it is held any more. */
export type Release =
  | { readonly script: 'set-counts' | 'sign' | 'watch'; readonly args: readonly string[] }
  | undefined;

export function releaseArgs(app: App, field: string): Release {
  const rest = field.slice(1);
  const member = memberOf(field);
  if (member !== undefined) return { script: 'set-counts', args: goneWithHolder(app, member.channel, member.userId) };
  switch (field[0]) {
    case 'c':
      return { script: 'set-counts', args: setCounts(app, { name: rest as ChannelName, sockets: 0 }) };
    case 'u':
      return { script: 'sign', args: signs(rest, 0, false) };
    case 'w':
      return { script: 'watch', args: [rest, '0'] };
    default:
      return undefined;
  }
}
