import type { App } from '../../../apps/app.ts';
import type { Clock, Timer } from '../../../clock.ts';
import type { ChannelName } from '../../../protocol/channel-name.ts';
import { countTold, isCounted, type Told, untilCount } from '../../subscription-count.ts';
import type { LocalChannel } from '../presence/local-state.ts';

export interface OfflineCountsParts {
  readonly clock: Clock;
  readonly app: () => App;
  readonly tell: (channel: LocalChannel) => void;
}

/** [S26] [S27] When the counts of channels are told while a node is by itself. */
export interface OfflineCounts {
  changed(channel: LocalChannel): void;
  /** Redis paces them again: what waits here is told before that, as Redis may find that nothing has changed. */
  over(): void;
}

interface Paced {
  readonly channel: LocalChannel;
  readonly told: Told;
  timer: Timer | undefined;
}

export function createOfflineCounts({ clock, app, tell }: OfflineCountsParts): OfflineCounts {
  /** Of channels that somebody is in. */
  const paced = new Map<ChannelName, Paced>();

  function tellNow(one: Paced): void {
    one.timer?.cancel();
    one.timer = undefined;
    countTold(one.told, clock.now());
    tell(one.channel);
  }

  return {
    changed(channel) {
      const { name, kind, count } = channel;
      if (!isCounted(app(), kind)) return;
      const one = paced.get(name) ?? { channel, told: { at: 0, due: 0 }, timer: undefined };
      paced.set(name, one);
      if (count.desired === 0) {
        one.timer?.cancel();
        paced.delete(name);
        return;
      }
      const wait = untilCount(one.told, count.desired, app().settings.countInterval * 1000, clock.now());
      if (wait <= 0) return tellNow(one);
      one.timer?.cancel(); // a crowd may have become small
      one.timer = clock.after(wait, () => tellNow(one));
    },
    over() {
      for (const one of paced.values()) if (one.timer !== undefined) tellNow(one);
      paced.clear();
    },
  };
}
