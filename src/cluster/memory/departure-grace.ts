import type { Fact } from '../../channels/ports.ts';
import type { Clock, Timer } from '../../clock.ts';

type Tell = (appId: string, fact: Fact) => void;

interface Held {
  readonly key: string;
  readonly appId: string;
  readonly fact: Fact;
  readonly due: number;
}

export interface Hold {
  /** At once; or later, if nobody returns; or never, for the return that took a departure back. */
  readonly tell: Tell;
  /** Entries, the taken-back ones among them until they would have been due. */
  readonly size: number;
  /** Nobody can return any more: tells what was held. */
  close(): void;
}

/**
 * [W11] Keeps departures back for a while. All wait equally long, so the order in which they came is the order in which
 * they are due: one queue and one timer, however many channels there are.
 */
export function createHold(clock: Clock, holdMs: number, tell: Tell): Hold {
  let queue: Held[] = [];
  let head = 0;
  const departed = new Map<string, Held>();
  let timer: Timer | undefined;

  function hold(key: string, appId: string, fact: Fact): void {
    const held: Held = { key, appId, fact, due: clock.now() + holdMs };
    departed.set(key, held);
    queue.push(held);
    timer ??= clock.after(holdMs, tellDue);
  }

  function tellDue(): void {
    timer = undefined;
    tellUntil(clock.now());
    const next = queue[head];
    if (next !== undefined) timer = clock.after(Math.max(next.due - clock.now(), 1), tellDue);
  }

  function tellUntil(now: number): void {
    for (let held = queue[head]; held !== undefined && held.due <= now; held = queue[head]) {
      head += 1;
      if (departed.get(held.key) !== held) continue; // taken back
      departed.delete(held.key);
      tell(held.appId, held.fact);
    }
    if (head * 2 < queue.length) return;
    queue = queue.slice(head);
    head = 0;
  }

  return {
    tell(appId, fact) {
      const edge = edgeOf(appId, fact);
      if (edge === undefined) tell(appId, fact);
      else if (!edge.departure) departed.delete(edge.key) || tell(appId, fact);
      else if (holdMs > 0) hold(edge.key, appId, fact);
      else tell(appId, fact);
    },
    get size() {
      return queue.length - head;
    },
    close() {
      timer?.cancel();
      timer = undefined;
      tellUntil(Number.POSITIVE_INFINITY);
    },
  };
}

/** What comes and goes. Ids of apps and names of channels have no line breaks; a user id may, and stands last. */
function edgeOf(appId: string, fact: Fact): { readonly key: string; readonly departure: boolean } | undefined {
  switch (fact.name) {
    case 'channel_occupied':
    case 'channel_vacated':
      return { key: `${appId}\n${fact.channel}`, departure: fact.name === 'channel_vacated' };
    case 'member_added':
    case 'member_removed':
      return { key: `${appId}\n${fact.channel}\n${fact.user_id}`, departure: fact.name === 'member_removed' };
    default:
      return undefined;
  }
}
