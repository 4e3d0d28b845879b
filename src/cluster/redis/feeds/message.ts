import type { ChannelEvent } from '../../../channels/ports/pubsub.ts';
import { quoted, unquoted } from '../io/keys.ts';
import type { Eras } from './eras.ts';

/** What goes through a feed: `serial previous era except to`, a line's end, the frame. A kick has `!` for its except. */
export interface Message {
  readonly serial: number;
  /** The one before it in its feed; 0: there was none that anybody had to hear. */
  readonly previous: number;
  readonly except: string | undefined;
  readonly to: string | undefined;
  readonly kick: string | undefined;
  readonly frame: string;
}

/** The part that the sender knows. Redis puts the serials in front. */
export const encodeRest = ({ except, to, frame }: Pick<ChannelEvent, 'except' | 'to' | 'frame'>): string =>
  `${except ?? '-'} ${to === undefined ? '' : quoted(to)}\n${frame}`;

/** This member's sockets are out of the channel, and this is the last they hear of it. */
export const encodeKick = (userId: string, frame: string): string => `! ${quoted(userId)}\n${frame}`;

/** Hot path: one a message, whatever the number of sockets. */
export function decodeMessage(text: string, eras: Eras): Message {
  const end = text.indexOf('\n');
  const first = text.indexOf(' ');
  const second = text.indexOf(' ', first + 1);
  const third = text.indexOf(' ', second + 1);
  const fourth = text.indexOf(' ', third + 1);
  const era = Number(text.slice(second + 1, third));
  const previous = Number(text.slice(first + 1, second));
  const except = text.slice(third + 1, fourth);
  const to = fourth + 1 === end ? undefined : unquoted(text.slice(fourth + 1, end));
  return {
    serial: eras.local(Number(text.slice(0, first)), era),
    previous: previous === 0 ? 0 : eras.local(previous, era),
    except: except === '-' || except === '!' ? undefined : except,
    to,
    kick: except === '!' ? to : undefined,
    frame: text.slice(end + 1),
  };
}
