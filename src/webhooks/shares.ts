import { type Kind, kinds, type WebhookEvent } from './webhook-event.ts';

/** How much is not delivered yet, and of which kind. */
export class Shares {
  readonly #kinds = {
    channel: { events: 0, bytes: 0 },
    client: { events: 0, bytes: 0 },
    member: { events: 0, bytes: 0 },
  };
  #events = 0;
  #bytes = 0;

  get events(): number {
    return this.#events;
  }

  add({ kind, bytes }: WebhookEvent): void {
    this.#change(kind, 1, bytes);
  }

  remove({ kind, bytes }: WebhookEvent): void {
    this.#change(kind, -1, -bytes);
  }

  #change(kind: Kind, events: number, bytes: number): void {
    this.#events += events;
    this.#bytes += bytes;
    this.#kinds[kind].events += events;
    this.#kinds[kind].bytes += bytes;
  }

  /** [W21] [W28] Past a bound, the kinds to drop from: first those with more than a third of it. Else none. */
  toDrop(maxEvents: number, maxBytes: number): Kind[] {
    const past = this.#events > maxEvents ? 'events' : 'bytes';
    const most = past === 'events' ? maxEvents : maxBytes;
    if (past === 'bytes' && this.#bytes <= most) return [];
    const hasMore = (kind: Kind): boolean => this.#kinds[kind][past] * kinds.length > most;
    return [...kinds.filter(hasMore), ...kinds.filter((kind) => !hasMore(kind))];
  }
}
