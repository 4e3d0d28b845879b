import type { App } from '../../apps/app.ts';
import type { ClusterCounters } from './cluster-counters.ts';
import type { ClusterListener } from './listener.ts';

/**
 * A node's own life among the others.
 * - MUST keep the members of a node that is leaving in their rosters for a while: who comes back on another node within
 *   it neither left nor joined, and who does not, leaves once.
 * - MUST tell each fact on one node only, once for all nodes, also when the node that saw it is gone.
 */
export interface NodeLife {
  start(listener: ClusterListener): Promise<void>;
  /** These apps there are: what a dead node has left of them is ended here too, whoever uses them. */
  serves(apps: Iterable<App>): void;
  /** So many connections of the app count on this node now; the others learn it soon. */
  connections(app: App, count: number): void;
  /** What the other nodes have said so, all together. */
  connectionsElsewhere(app: App): Promise<number>;
  /** Where nodes share something. */
  counters?(): ClusterCounters;
  /** Why this node should get no new clients, or undefined. */
  notReady(): string | undefined;
  /** This node ends soon: who leaves it from now on may come back on another. */
  leaving(): void;
  close(): Promise<void>;
}
