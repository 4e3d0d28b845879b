import type { App } from '../../apps/app.ts';
import type { Clock } from '../../clock.ts';
import { countTold, isCounted, untilCount } from '../subscription-count.ts';
import type { Occupied } from './app-state.ts';

/** When subscribers and webhooks are told how many there are. */
export function createCounts(clock: Clock, tell: (app: App, channel: Occupied) => void) {
  function stop(channel: Occupied): void {
    channel.countTimer?.cancel();
    channel.countTimer = undefined;
  }

  function tellNow(app: App, channel: Occupied): void {
    stop(channel);
    countTold(channel.countTold, clock.now());
    tell(app, channel);
  }

  return {
    stop,

    /** [S26] [S27] Tells the count now, or when its turn comes. */
    count(app: App, channel: Occupied): void {
      if (!isCounted(app, channel.kind)) return;
      const wait = untilCount(channel.countTold, channel.sockets, app.settings.countInterval * 1000, clock.now());
      if (wait <= 0) return tellNow(app, channel);
      channel.countTimer?.cancel(); // a crowd may have become small
      channel.countTimer = clock.after(wait, () => tellNow(app, channel));
    },
  };
}
