import type { Member } from '../../../channels/ports.ts';
import { type ChannelKind, type ChannelName, kindOf } from '../../../protocol/channel-name.ts';

/** How many sockets of this node do something. */
export interface Count {
  /** As it is here. */
  desired: number;
  /** As it was last put in the line. */
  stated: number;
  /** How often that was: who takes back what it said looks whether anything was said since. */
  says: number;
  /** Which of all that was put in the line with its numbers was the last to speak of it. */
  linedAt: number;
  /** As Redis has it. After a lost lease this is what is said again. */
  applied: number;
}

export interface LocalMember {
  readonly member: Member;
  readonly count: Count;
  /** The others were not told of it, or not yet. */
  quiet: boolean;
  /** The serial at which it was last thrown out, and those at which its sockets joined. */
  thrownOutAt: number;
  joinedAt: number[];
}

export interface LocalChannel {
  readonly name: ChannelName;
  readonly kind: ChannelKind;
  readonly count: Count;
  /** Presence members by user id. */
  readonly users: Map<string, LocalMember>;
}

const nobody = (): Count => ({ desired: 0, stated: 0, says: 0, linedAt: 0, applied: 0 });
const isOver = ({ desired, stated, applied }: Count): boolean => desired === 0 && stated === 0 && applied === 0;

/** What this node holds of one app, as it is and as Redis knows it. */
export class LocalState {
  readonly channels = new Map<ChannelName, LocalChannel>();
  /** Signed-in users, and users that somebody here watches. */
  readonly signedIn = new Map<string, Count>();
  readonly watched = new Map<string, Count>();
  /** How often something was put in the line with its numbers. */
  lined = 0;

  channel(name: ChannelName): LocalChannel {
    let held = this.channels.get(name);
    if (held === undefined) {
      held = { name, kind: kindOf(name), count: nobody(), users: new Map() };
      this.channels.set(name, held);
    }
    return held;
  }

  user(held: LocalChannel, member: Member): LocalMember {
    let user = held.users.get(member.userId);
    if (user === undefined) {
      user = { member, count: nobody(), quiet: false, thrownOutAt: 0, joinedAt: [] };
      held.users.set(member.userId, user);
    }
    return user;
  }

  count(map: Map<string, Count>, userId: string): Count {
    let count = map.get(userId);
    if (count === undefined) {
      count = nobody();
      map.set(userId, count);
    }
    return count;
  }

  /** Forgets what is nothing here and nothing in Redis. */
  tidy(held: LocalChannel, user: LocalMember | undefined): void {
    if (user !== undefined && isOver(user.count) && held.users.get(user.member.userId) === user)
      held.users.delete(user.member.userId);
    if (isOver(held.count) && held.users.size === 0 && this.channels.get(held.name) === held)
      this.channels.delete(held.name);
  }

  tidyTally(map: Map<string, Count>, userId: string, count: Count): void {
    if (isOver(count) && map.get(userId) === count) map.delete(userId);
  }

  get size(): number {
    return this.channels.size + this.signedIn.size + this.watched.size;
  }
}
