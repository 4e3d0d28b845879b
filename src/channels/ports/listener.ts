import type { App } from '../../apps/app.ts';
import type { ChannelName } from '../../protocol/channel-name.ts';
import type { Fact } from './facts.ts';
import type { Member } from './presence.ts';
import type { Forgotten, SerialEvent } from './pubsub.ts';
import type { DeadHolder } from './rooms.ts';

/** What the cluster tells a node. */
export interface ClusterListener {
  /** An event of a feed (a channel, or a watched user) this node has joined. */
  event(appId: string, feed: string, event: SerialEvent): void;
  /** Close every connection signed in as this user. */
  terminate(appId: string, userId: string): void;
  /** Told on one node only, once for all nodes. */
  fact(appId: string, fact: Fact): void;
  /** [L32] So much of what the app had remembered was too much, and is gone before its time. */
  forgot(what: Forgotten, howMany: number): void;
  /** How many connections the app has on other nodes, as far as they have reported. */
  elsewhere(appId: string, connections: number): void;
  /** A member's sockets died with their holder. The work of who lets them go, or undefined: the channel is no room. */
  orphaned?(app: App, channel: ChannelName, userId: string, dead: DeadHolder): Promise<void> | undefined;
  /** The cluster had lost this member of ours, and has it again. */
  restored?(app: App, channel: ChannelName, member: Member): void;
}
