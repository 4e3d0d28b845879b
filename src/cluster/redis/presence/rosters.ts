import { Unavailable } from '../../../channels/ports/errors.ts';
import { memberText, type RosterText } from '../../../protocol/encode.ts';
import { MemberList } from '../../member-list.ts';
import type { Message } from '../feeds/message.ts';
import { unquoted } from '../io/keys.ts';

/** The members of a channel as this node knows them from a join, and from what its feed has told since. */
interface Mirror {
  /** Undefined: the next join asks for them. */
  members: MemberList | undefined;
  /** The era that they were asked for in: after that Redis may have other ones. */
  era: string;
  /** They are as of this serial. */
  serial: number;
  /** What was heard while joins are under way: each is told the members as of its own serial. */
  readonly ahead: Message[];
  visits: number;
  asking: number;
  waiting: { readonly proceed: () => void; readonly fail: (error: unknown) => void }[];
}

/** A join under way. */
export interface Visit {
  /** The era of the members that are known here; '': none are, and Redis is to tell them. */
  readonly era: string;
  /** The members as of the serial of the join, all up to which was heard. `told`: as Redis answered them. */
  at(serial: number, era: string, told: readonly string[] | null): RosterText;
  /** An error: so it is for who waits for it. */
  end(error?: unknown): void;
}

/** So many ask at once for members that are not known; more wait for one of them. */
const maxAsking = 4;

export type Rosters = ReturnType<typeof createRosters>;

/** The rosters of the channels that this node hears: a join asks Redis for one only where there is none here [N32]. */
export function createRosters() {
  const mirrors = new Map<string, Mirror>();

  function apply({ members }: Mirror, { change }: Message): void {
    if (members === undefined || change === undefined) return;
    if (change.entry === undefined) members.delete(change.userId);
    else members.add(change.userId, { id: memberText(change.userId, undefined).id, entry: change.entry });
  }

  function applyUpTo(mirror: Mirror, serial: number): void {
    const later = mirror.ahead.findIndex((message) => message.serial > serial);
    const due = mirror.ahead.splice(0, later < 0 ? mirror.ahead.length : later);
    for (const message of due) if (message.serial > mirror.serial) apply(mirror, message);
    mirror.serial = Math.max(mirror.serial, serial);
  }

  function replace(mirror: Mirror, serial: number, era: string, told: readonly string[]): void {
    mirror.members = listOf(told);
    mirror.era = era;
    mirror.serial = serial;
  }

  function open(channel: string): Mirror {
    const made: Mirror = { members: undefined, era: '', serial: 0, ahead: [], visits: 0, asking: 0, waiting: [] };
    mirrors.set(channel, made);
    return made;
  }

  function leave(channel: string, mirror: Mirror): void {
    mirror.visits -= 1;
    if (mirror.visits > 0) return;
    if (mirror.members !== undefined) applyUpTo(mirror, mirror.ahead.at(-1)?.serial ?? mirror.serial);
    else if (mirrors.get(channel) === mirror) mirrors.delete(channel);
  }

  return {
    /** To be ended whatever becomes of it. */
    async visit(channel: string): Promise<Visit> {
      const mirror = mirrors.get(channel) ?? open(channel);
      mirror.visits += 1;
      try {
        while (mirror.members === undefined && mirror.asking >= maxAsking)
          await new Promise<void>((proceed, fail) => mirror.waiting.push({ proceed, fail }));
      } catch (error) {
        leave(channel, mirror);
        throw error;
      }
      const asks = mirror.members === undefined;
      if (asks) mirror.asking += 1;
      return {
        era: mirror.era,
        at(serial, era, told) {
          if (told !== null) replace(mirror, serial, era, told);
          if (mirror.members === undefined || mirror.serial > serial)
            throw new Unavailable('Messages of the channel are gone, and with them who is in it');
          applyUpTo(mirror, serial);
          return mirror.members.text();
        },
        end(error) {
          if (asks) mirror.asking -= 1;
          for (const { proceed, fail } of mirror.waiting.splice(0)) error === undefined ? proceed() : fail(error);
          leave(channel, mirror);
        },
      };
    },

    /** Hot path: a message of the channel that says who comes or goes, in order. */
    heard(channel: string, message: Message): void {
      const mirror = mirrors.get(channel);
      if (mirror === undefined) return;
      mirror.ahead.push(message);
      if (mirror.visits === 0) applyUpTo(mirror, message.serial);
    },

    /** The channel is not heard any more, or not all of it was. */
    forget(channel: string): void {
      const mirror = mirrors.get(channel);
      if (mirror === undefined) return;
      mirror.members = undefined;
      mirror.era = '';
      if (mirror.visits === 0) mirrors.delete(channel);
    },
  };
}

function listOf(told: readonly string[]): MemberList {
  const members = new MemberList();
  for (let at = 0; at < told.length; at += 2) {
    const userId = unquoted(told[at] ?? '""');
    members.add(userId, { id: memberText(userId, undefined).id, entry: told[at + 1] ?? '' });
  }
  return members;
}
