import { kindOfFeed } from '../../../channels/internal-feeds.ts';
import type { Member } from '../../../channels/ports/presence.ts';
import type { ChannelKind, ChannelName } from '../../../protocol/channel-name.ts';

/** How many sockets of this node do something. */
export interface Count {
  /** As it is here. */
  desired: number;
  /** As Redis has it, as far as it has answered. After a lost lease this is what is restored. */
  applied: number;
  /** Reports that are not over. Each tells what is so when it is sent, so nothing else has to be said meanwhile. */
  pending: number;
  /** One of them is a resync that was not sent yet. */
  resyncing: boolean;
}

export interface LocalMember {
  readonly member: Member;
  readonly count: Count;
  /** The others were not told of it, or not yet. */
  quiet: boolean;
  /** The serial at which it was last kicked, and those at which its sockets joined. */
  kickedAt: number;
  joinedAt: number[];
}

export interface LocalChannel {
  readonly name: ChannelName;
  readonly kind: ChannelKind;
  readonly count: Count;
  /** Presence members by user id. */
  readonly members: Map<string, LocalMember>;
}

const nobody = (): Count => ({ desired: 0, applied: 0, pending: 0, resyncing: false });
const isOver = ({ desired, applied, pending }: Count): boolean => desired === 0 && applied === 0 && pending === 0;

function forget<K, V>(all: Map<K, V>, key: K, one: V): void {
  if (all.get(key) === one) all.delete(key);
}

/** What this node has of one app, as it is and as Redis knows it. */
export class LocalState {
  readonly channels = new Map<ChannelName, LocalChannel>();
  /** Signed-in users, and users that somebody here watches. */
  readonly signedIn = new Map<string, Count>();
  readonly watched = new Map<string, Count>();

  channel(name: ChannelName): LocalChannel {
    let channel = this.channels.get(name);
    if (channel === undefined) {
      channel = { name, kind: kindOfFeed(name), count: nobody(), members: new Map() };
      this.channels.set(name, channel);
    }
    return channel;
  }

  member({ members }: LocalChannel, member: Member): LocalMember {
    let found = members.get(member.userId);
    if (found === undefined) {
      found = { member, count: nobody(), quiet: false, kickedAt: 0, joinedAt: [] };
      members.set(member.userId, found);
    }
    return found;
  }

  /** Those of channels, who are here right now. */
  countMembers(): number {
    let count = 0;
    for (const { kind, members } of this.channels.values()) {
      if (kind.user) continue;
      for (const member of members.values()) if (member.count.desired > 0) count += 1;
    }
    return count;
  }

  user(users: Map<string, Count>, userId: string): Count {
    let count = users.get(userId);
    if (count === undefined) {
      count = nobody();
      users.set(userId, count);
    }
    return count;
  }

  /** Forgets what is nothing here and nothing in Redis; by now another may stand under its name. */
  tidy(channel: LocalChannel, member: LocalMember | undefined): void {
    if (member !== undefined && isOver(member.count)) forget(channel.members, member.member.userId, member);
    if (isOver(channel.count) && channel.members.size === 0) forget(this.channels, channel.name, channel);
  }

  tidyUser(users: Map<string, Count>, userId: string): void {
    const count = users.get(userId);
    if (count !== undefined && isOver(count)) users.delete(userId);
  }
}
