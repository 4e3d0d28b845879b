import type { DeadLetter } from '../protocol/types/webhook.ts';
import { bodyOf, type WebhookEvent } from './webhook-event.ts';

/** A webhook that was given up. */
export interface Undelivered {
  readonly url: string;
  readonly events: readonly WebhookEvent[];
  readonly tries: number;
  /** What the last try ended with. */
  readonly why: string;
  readonly at: number;
}

interface Kept extends Undelivered {
  readonly id: string;
  readonly bytes: number;
}

interface Shelf {
  readonly letters: Map<string, Kept>;
  bytes: number;
}

/** [W22] The last ones of each app. */
export interface DeadLetters {
  add(appId: string, delivery: Undelivered): void;
  list(appId: string): DeadLetter[];
  ids(appId: string): string[];
  count(appId: string, url: string): number;
  get(appId: string, id: string): Undelivered | undefined;
  remove(appId: string, id: string): void;
  forget(appId: string): void;
}

export function createDeadLetters(most: number, maxBytes: number): DeadLetters {
  const shelves = new Map<string, Shelf>();
  let count = 0;

  function remove(shelf: Shelf, id: string): void {
    const delivery = shelf.letters.get(id);
    if (delivery === undefined) return;
    shelf.bytes -= delivery.bytes;
    shelf.letters.delete(id);
  }

  return {
    add(appId, delivery) {
      const shelf = shelves.get(appId) ?? { letters: new Map<string, Kept>(), bytes: 0 };
      shelves.set(appId, shelf);
      count += 1;
      const kept: Kept = {
        ...delivery,
        id: String(count),
        bytes: delivery.events.reduce((all, one) => all + one.bytes, 0),
      };
      shelf.letters.set(kept.id, kept);
      shelf.bytes += kept.bytes;
      for (const id of shelf.letters.keys()) {
        if (shelf.letters.size <= most && shelf.bytes <= maxBytes) break;
        remove(shelf, id);
      }
    },
    list: (appId) => Array.from(shelves.get(appId)?.letters.values() ?? [], shown),
    ids: (appId) => [...(shelves.get(appId)?.letters.keys() ?? [])],
    count: (appId, url) => [...(shelves.get(appId)?.letters.values() ?? [])].filter((one) => one.url === url).length,
    get: (appId, id) => shelves.get(appId)?.letters.get(id),
    remove(appId, id) {
      const shelf = shelves.get(appId);
      if (shelf !== undefined) remove(shelf, id);
    },
    forget: (appId) => void shelves.delete(appId),
  };
}

const shown = ({ id, url, events, tries, why, at }: Kept): DeadLetter => ({
  id,
  url,
  tries,
  error: why,
  given_up_ms: at,
  webhook: JSON.parse(bodyOf(events).toString()) as DeadLetter['webhook'],
});
