import { type Kind, kinds, type WebhookEvent } from './webhook-event.ts';

/** What waits of one channel. It is out while a request with events of it is under way. */
export interface ChannelQueue {
  readonly channel: string;
  readonly events: WebhookEvent[];
  out: boolean;
}

/** Events for one request, and the queues that are out with it. */
export interface Taken {
  readonly events: readonly WebhookEvent[];
  readonly queues: readonly ChannelQueue[];
}

/** [W16] What waits for one endpoint, a queue a channel: each in its order, and none waiting for another. */
export class ChannelQueues {
  readonly #queues = new Map<string, ChannelQueue>();
  /** Queues that have something and are not out; who waits longest is first. */
  readonly #ready = new Set<ChannelQueue>();
  /** Everything that waits, each kind in the order it came. */
  readonly #waiting: Record<Kind, Set<WebhookEvent>> = { channel: new Set(), client: new Set(), member: new Set() };

  get size(): number {
    return kinds.reduce((all, kind) => all + this.#waiting[kind].size, 0);
  }

  get ready(): boolean {
    return this.#ready.size > 0;
  }

  get oldestAt(): number {
    return Math.min(...kinds.map((kind) => firstOf(this.#waiting[kind])?.at ?? Number.POSITIVE_INFINITY));
  }

  add(event: WebhookEvent): void {
    let queue = this.#queues.get(event.channel);
    if (queue === undefined) {
      queue = { channel: event.channel, events: [], out: false };
      this.#queues.set(event.channel, queue);
    }
    queue.events.push(event);
    this.#waiting[event.kind].add(event);
    if (!queue.out) this.#ready.add(queue);
  }

  /** [W27] Takes out what this departure of a channel makes untold: its coming, if that waits, and what was told of it alone since. */
  cancel(departure: WebhookEvent): WebhookEvent[] {
    const queue = this.#queues.get(departure.channel);
    if (queue === undefined) return [];
    const from = queue.events.findLastIndex(({ name, kind }) => kind !== 'channel' || edges.has(name));
    const coming = queue.events[from];
    // A dead delivery that is sent again may tell of a departure before it.
    if (coming?.name !== 'channel_occupied' || coming.at > departure.at) return [];
    const cancelled = queue.events.splice(from);
    for (const event of cancelled) this.#waiting.channel.delete(event);
    this.#dropIfEmpty(queue);
    return cancelled;
  }

  /** Up to so many events, of the queues that are ready; more bytes than the bound only if one event alone has them. */
  take(most: number, maxBytes: number): Taken {
    const events: WebhookEvent[] = [];
    const queues: ChannelQueue[] = [];
    let bytes = 0;
    const fits = (event: WebhookEvent): boolean =>
      events.length === 0 || (events.length < most && bytes + event.bytes <= maxBytes);
    for (const queue of this.#ready) {
      const next = queue.events[0];
      if (next === undefined || !fits(next)) break;
      queues.push(queue);
      queue.out = true;
      this.#ready.delete(queue);
      const count = queue.events.findIndex((event) => {
        if (!fits(event)) return true;
        events.push(event);
        bytes += event.bytes;
        this.#waiting[event.kind].delete(event);
        return false;
      });
      queue.events.splice(0, count < 0 ? queue.events.length : count);
    }
    return { events: events.sort((a, b) => a.serial - b.serial), queues };
  }

  /** The request is done with. */
  giveBack(queues: readonly ChannelQueue[]): void {
    for (const queue of queues) {
      queue.out = false;
      if (queue.events.length > 0) this.#ready.add(queue);
      else this.#queues.delete(queue.channel);
    }
  }

  /** The oldest of a kind goes; but not the only one that waits, unless that may go too. */
  dropOldest(kind: Kind, onlyToo: boolean): WebhookEvent | undefined {
    const waiting = this.#waiting[kind];
    const [oldest] = waiting;
    if (oldest === undefined || (waiting.size === 1 && !onlyToo)) return undefined;
    waiting.delete(oldest);
    const queue = this.#queues.get(oldest.channel);
    queue?.events.splice(queue.events.indexOf(oldest), 1);
    if (queue !== undefined) this.#dropIfEmpty(queue);
    return oldest;
  }

  #dropIfEmpty(queue: ChannelQueue): void {
    if (queue.events.length > 0) return;
    this.#ready.delete(queue);
    if (!queue.out) this.#queues.delete(queue.channel);
  }
}

const firstOf = <T>([first]: Iterable<T>): T | undefined => first;

const edges: ReadonlySet<WebhookEvent['name']> = new Set(['channel_occupied', 'channel_vacated'] as const);
