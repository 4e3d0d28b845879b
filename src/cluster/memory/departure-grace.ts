import type { Fact } from '../../channels/ports/facts.ts';
import type { Clock, Timer } from '../../clock.ts';

type Tell = (appId: string, fact: Fact) => void;

interface Departure {
  readonly key: string;
  readonly appId: string;
  readonly fact: Fact;
  readonly due: number;
}

export interface DepartureGrace {
  /** At once; or later, if nobody returns; or never, for the return that took a departure back. */
  readonly tell: Tell;
  /** Entries, the taken-back ones among them until they would have been due. */
  readonly size: number;
  /** Nobody can return any more: tells what was kept back. */
  close(): void;
}

/**
 * [W11] Keeps departures back for a while. All wait equally long, so the order in which they came is the order in which
 * they are due: one queue and one timer, however many channels there are.
 */
export function createDepartureGrace(clock: Clock, graceMs: number, tell: Tell): DepartureGrace {
  let queue: Departure[] = [];
  let head = 0;
  const departed = new Map<string, Departure>();
  let timer: Timer | undefined;

  function keep(key: string, appId: string, fact: Fact): void {
    const departure: Departure = { key, appId, fact, due: clock.now() + graceMs };
    departed.set(key, departure);
    queue.push(departure);
    timer ??= clock.after(graceMs, tellDue);
  }

  function tellDue(): void {
    timer = undefined;
    tellUntil(clock.now());
    const next = queue[head];
    if (next !== undefined) timer = clock.after(Math.max(next.due - clock.now(), 1), tellDue);
  }

  function tellUntil(now: number): void {
    for (let next = queue[head]; next !== undefined && next.due <= now; next = queue[head]) {
      head += 1;
      if (departed.get(next.key) !== next) continue; // taken back
      departed.delete(next.key);
      tell(next.appId, next.fact);
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
      else if (graceMs > 0) keep(edge.key, appId, fact);
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
