import type { App } from '../apps/app.ts';
import type { AppList } from '../apps/app-list.ts';
import type { Broker } from '../channels/broker.ts';
import type { Presence } from '../channels/ports/presence.ts';
import type { PubSub } from '../channels/ports/pubsub.ts';
import type { Clock } from '../clock.ts';
import type { Slices } from '../slices.ts';
import type { Pages } from './development/pages.ts';
import type { Query } from './query.ts';

/** What the API works with. It knows no engine: a request comes in as data, an answer goes out as data. */
export interface Api {
  readonly apps: AppList;
  readonly broker: Broker;
  /** What it reads of all nodes; what it does goes through the broker. */
  readonly cluster: Presence & PubSub;
  readonly clock: Clock;
  readonly slices: Slices;
  /** The process is too late with its own work to take on more. */
  readonly overloaded: () => boolean;
  /** The app that everybody knows the secret of is served, and nothing else. */
  readonly development: boolean;
  /** The example pages; none where an app is configured. */
  readonly pages: Pages;
  /** Why the server should get no new clients, or undefined. */
  readonly notReady: () => string | undefined;
}

export interface RequestHead {
  readonly method: string;
  readonly path?: string | undefined;
  readonly query: string;
  /** The operator's; the signed API does not look at it. */
  readonly authorization?: string;
  /** Whom the development app and the operator's port answer goes by these two. */
  readonly host?: string;
  readonly origin?: string;
}

export interface ApiRequest extends RequestHead {
  readonly body: Buffer;
}

/** A request whose signature was found good. */
export interface Call {
  readonly api: Api;
  readonly app: App;
  readonly body: Buffer;
  readonly query: Query;
  /** What stood in the path's places, percent-decoded. */
  readonly params: readonly string[];
}
