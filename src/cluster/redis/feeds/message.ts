import type { ChannelEvent } from '../../../channels/ports/pubsub.ts';
import { quoted, unquoted } from '../io/keys.ts';
import type { Eras } from './eras.ts';

/**
 * What goes through a feed: `serial previous era mark to`, a line's end, the frame. The mark is the socket id to leave out, or
 * `-`; `!` where a member is kicked; `+` in front of either where one comes, whose entry in the roster is a line in front of
 * the frame; `~` where one leaves. Of the last two there may be no frame: then the roster alone changes.
 */
export interface Message {
  readonly serial: number;
  /** The one before it in its feed; 0: there was none that anybody had to hear. */
  readonly previous: number;
  readonly except: string | undefined;
  readonly to: string | undefined;
  readonly kick: string | undefined;
  readonly change: RosterChange | undefined;
  readonly frame: string;
}

/** Somebody is in the roster from here on, with an entry; or not any more. */
export interface RosterChange {
  readonly userId: string;
  readonly entry: string | undefined;
}

/** The part that the sender knows. Redis puts the serials in front. */
export const encodeRest = ({ except, to, frame }: Pick<ChannelEvent, 'except' | 'to' | 'frame'>): string =>
  `${except ?? '-'} ${to === undefined ? '' : quoted(to)}\n${frame}`;

/** This member's sockets are out of the channel, and this is the last they hear of it. */
export const encodeKick = (userId: string, frame: string): string => `! ${quoted(userId)}\n${frame}`;

export const encodeAdded = (userId: string, entry: string, frame: string, except?: string): string =>
  `+${except ?? '-'} ${quoted(userId)}\n${entry}\n${frame}`;

export const encodeRemoved = (userId: string, frame: string): string => `~ ${quoted(userId)}\n${frame}`;

const leavesNobodyOut = new Set(['-', '!', '~']);

/** Hot path: one a message, whatever the number of sockets. */
export function decodeMessage(text: string, eras: Eras): Message {
  const end = text.indexOf('\n');
  const first = text.indexOf(' ');
  const second = text.indexOf(' ', first + 1);
  const third = text.indexOf(' ', second + 1);
  const fourth = text.indexOf(' ', third + 1);
  const era = Number(text.slice(second + 1, third));
  const previous = Number(text.slice(first + 1, second));
  const mark = text.slice(third + 1, fourth);
  const user = fourth + 1 === end ? undefined : unquoted(text.slice(fourth + 1, end));
  const comes = mark.startsWith('+');
  const changes = comes || mark === '~';
  const entryEnd = comes ? text.indexOf('\n', end + 1) : end;
  const except = comes ? mark.slice(1) : mark;
  return {
    serial: eras.local(Number(text.slice(0, first)), era),
    previous: previous === 0 ? 0 : eras.local(previous, era),
    except: leavesNobodyOut.has(except) ? undefined : except,
    to: changes ? undefined : user,
    kick: mark === '!' ? user : undefined,
    change:
      changes && user !== undefined
        ? { userId: user, entry: comes ? text.slice(end + 1, entryEnd) : undefined }
        : undefined,
    frame: text.slice(entryEnd + 1),
  };
}
