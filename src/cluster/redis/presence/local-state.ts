import type { Member } from '../../../channels/ports.ts';
import { type ChannelKind, type ChannelName, kindOf } from '../../../protocol/channel-name.ts';

/** How many sockets of this node do something. */
export interface Tally {
  /** As it is here. */
  wanted: number;
  /** As it was last put in the line. */
  stated: number;
  /** How often that was: who takes back what it said looks whether anything was said since. */
  says: number;
  /** Which of all that was put in the line with its numbers was the last to speak of it. */
  linedAt: number;
  /** As Redis has it. After a lost lease this is what is said again. */
  confirmed: number;
}

export interface HeldUser {
  readonly member: Member;
  readonly tally: Tally;
  /** The others were not told of it, or not yet. */
  quiet: boolean;
  /** The serial at which it was last thrown out, and those at which its sockets joined. */
  thrownOutAt: number;
  joinedAt: number[];
}

export interface HeldChannel {
  readonly name: ChannelName;
  readonly kind: ChannelKind;
  readonly tally: Tally;
  /** Presence members by user id. */
  readonly users: Map<string, HeldUser>;
}

const nobody = (): Tally => ({ wanted: 0, stated: 0, says: 0, linedAt: 0, confirmed: 0 });
const isOver = ({ wanted, stated, confirmed }: Tally): boolean => wanted === 0 && stated === 0 && confirmed === 0;

/** What this node holds of one app, as it is and as Redis knows it. */
export class Local {
  readonly channels = new Map<ChannelName, HeldChannel>();
  /** Signed-in users, and users that somebody here watches. */
  readonly signedIn = new Map<string, Tally>();
  readonly watched = new Map<string, Tally>();
  /** How often something was put in the line with its numbers. */
  lined = 0;

  channel(name: ChannelName): HeldChannel {
    let held = this.channels.get(name);
    if (held === undefined) {
      held = { name, kind: kindOf(name), tally: nobody(), users: new Map() };
      this.channels.set(name, held);
    }
    return held;
  }

  user(held: HeldChannel, member: Member): HeldUser {
    let user = held.users.get(member.userId);
    if (user === undefined) {
      user = { member, tally: nobody(), quiet: false, thrownOutAt: 0, joinedAt: [] };
      held.users.set(member.userId, user);
    }
    return user;
  }

  tally(map: Map<string, Tally>, userId: string): Tally {
    let tally = map.get(userId);
    if (tally === undefined) {
      tally = nobody();
      map.set(userId, tally);
    }
    return tally;
  }

  /** Forgets what is nothing here and nothing in Redis. */
  tidy(held: HeldChannel, user: HeldUser | undefined): void {
    if (user !== undefined && isOver(user.tally) && held.users.get(user.member.userId) === user)
      held.users.delete(user.member.userId);
    if (isOver(held.tally) && held.users.size === 0 && this.channels.get(held.name) === held)
      this.channels.delete(held.name);
  }

  tidyTally(map: Map<string, Tally>, userId: string, tally: Tally): void {
    if (isOver(tally) && map.get(userId) === tally) map.delete(userId);
  }

  get size(): number {
    return this.channels.size + this.signedIn.size + this.watched.size;
  }
}
