import type { App } from '../../../apps/app.ts';
import type { AppFeeds } from '../feeds/feeds.ts';
import type { Run } from '../io/command.ts';
import type { DrainGrace } from '../node/drain-grace.ts';
import type { LocalChannel, LocalState } from './local-state.ts';
import type { Rosters } from './rosters.ts';

/** What presence and rooms need of one app on this node. */
export interface AppContext {
  /** With the settings of now. */
  readonly app: App;
  readonly local: LocalState;
  readonly feeds: AppFeeds;
  readonly rosters: Rosters;
  readonly run: Run;
  readonly now: () => number;
  /** Tells Redis within a moment of a number that nobody waits for. */
  reportSoon(channel: LocalChannel): void;
  /** [N15] While the node leaves, in front of each departure. */
  readonly drainGrace: DrainGrace | undefined;
}
