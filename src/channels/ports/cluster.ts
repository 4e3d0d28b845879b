import type { NodeLife } from './node.ts';
import type { Presence } from './presence.ts';
import type { PubSub } from './pubsub.ts';
import type { RoomStore } from './rooms.ts';
import type { Users } from './users.ts';

/**
 * What all nodes have to know, as the core sees it. Who needs a part of it asks for that port alone.
 * - MUST reject with Unavailable what it cannot do now, within a bound of time, and be right again afterwards.
 * - MUST NOT ask another node.
 */
export interface Cluster extends PubSub, Presence, Users, RoomStore, NodeLife {}
