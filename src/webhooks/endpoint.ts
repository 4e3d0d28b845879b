import type { App } from '../apps/app.ts';
import type { Timer } from '../clock.ts';
import type { WebhookEndpoint } from '../protocol/types/config.ts';
import { createBackoff } from './backoff.ts';
import { ChannelQueues } from './channel-queues.ts';
import { createDelivery, type Delivery, maxBatchBytes } from './delivery.ts';
import type { EndpointParts } from './endpoint-parts.ts';
import { Shares } from './shares.ts';
import type { Kind, WebhookEvent } from './webhook-event.ts';

const maxRequests = 8;
/** While there is something new to send, what failed before gets no more than these. */
const maxRetries = 4;
const warnEveryMs = 60_000;

/** One endpoint: what waits for it, what is under way, what has to be tried again. Nothing of it concerns another one. */
export class Endpoint {
  readonly url: string;
  #app: App;
  #entry: WebhookEndpoint;
  readonly #parts: EndpointParts;
  readonly #backoff: (tries: number) => number;
  readonly #queues = new ChannelQueues();
  /** What waits and what is under way. */
  readonly #shares = new Shares();
  /** Failed, and waiting for their next try. */
  readonly #pausing = new Set<Delivery>();
  /** Waiting for a free request. */
  readonly #due = new Set<Delivery>();
  readonly #inFlight = new Set<Delivery>();
  /** Of those, the ones that are no first try. */
  #retrying = 0;
  #gathering: Timer | undefined;
  #state: 'open' | 'leaving' | 'gone' = 'open';
  #whenIdle: (() => void) | undefined;
  #warnedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: EndpointParts, app: App, entry: WebhookEndpoint) {
    this.url = entry.url;
    this.#app = app;
    this.#entry = entry;
    this.#parts = parts;
    this.#backoff = createBackoff(parts.settings.firstPauseMs, parts.random);
  }

  /** New headers, keys and batching, for what is told from now on. */
  update(app: App, entry: WebhookEndpoint): void {
    this.#app = app;
    this.#entry = entry;
  }

  /** Events that are not delivered yet. */
  get size(): number {
    return this.#shares.events;
  }

  /** When the one of them happened that has waited longest; Infinity: none waits. */
  get oldestAt(): number {
    const told = [...this.#pausing, ...this.#due, ...this.#inFlight].flatMap(({ events }) => events);
    return told.reduce((oldest, { at }) => Math.min(oldest, at), this.#queues.oldestAt);
  }

  tell(event: WebhookEvent): void {
    const { clock, settings } = this.#parts;
    this.#parts.onStep?.('told', this.#app.id, this.url, [event]);
    if (event.name === 'channel_vacated' && this.#cancels(event)) return this.#pump();
    this.#queues.add(event);
    this.#shares.add(event);
    this.#dropWhatIsTooMuch();
    if (this.#entry.batch === true && this.#state === 'open') {
      this.#gathering ??= clock.after(settings.batchDelayMs, () => this.#gathered());
      if (this.#queues.size < settings.batchEvents) return;
    }
    this.#pump();
  }

  /** Tries everything once more, and nothing a second time; settles when nothing is left. */
  leave(): Promise<void> {
    this.#state = 'leaving';
    this.#gathering?.cancel();
    this.#gathering = undefined;
    for (const delivery of this.#pausing) {
      delivery.timer?.cancel();
      this.#due.add(delivery);
    }
    this.#pausing.clear();
    return new Promise((resolve) => {
      this.#whenIdle = resolve;
      this.#pump();
    });
  }

  /** Drops what is left. */
  close(): void {
    this.#state = 'gone';
    this.#gathering?.cancel();
    for (const { timer } of this.#pausing) timer?.cancel();
    this.#parts.counters.dropped += this.size;
    if (this.size > 0) this.#warn('the endpoint was closed before everything was delivered');
    this.#pausing.clear();
    this.#due.clear();
    this.#whenIdle?.();
  }

  #gathered(): void {
    this.#gathering = undefined;
    this.#pump();
  }

  #pump(): void {
    while (this.#state !== 'gone' && this.#inFlight.size < maxRequests) {
      const delivery = this.#next();
      if (delivery === undefined) break;
      this.#try(delivery);
    }
    if (this.size === 0) this.#whenIdle?.();
  }

  /** Neither what is new nor what is tried again keeps the other waiting. */
  #next(): Delivery | undefined {
    if (this.#retrying < maxRetries) return this.#nextDue() ?? this.#nextNew();
    return this.#nextNew() ?? this.#nextDue();
  }

  #nextDue(): Delivery | undefined {
    const [delivery] = this.#due;
    if (delivery !== undefined) this.#due.delete(delivery);
    return delivery;
  }

  #nextNew(): Delivery | undefined {
    const { settings } = this.#parts;
    const batch = this.#entry.batch === true;
    const gathering = this.#gathering !== undefined && this.#queues.size < settings.batchEvents;
    if (!this.#queues.ready || (batch && gathering)) return undefined;
    const taken = this.#queues.take(batch ? settings.batchEvents : 1, maxBatchBytes);
    return createDelivery(this.#app, this.#entry, taken, this.#parts.clock.now());
  }

  #try(delivery: Delivery): void {
    this.#inFlight.add(delivery);
    if (delivery.tries > 0) this.#retrying += 1;
    delivery.tries += 1;
    this.#parts.counters.requests += 1;
    this.#parts.post(delivery.sending).then(
      (why) => this.#settle(delivery, why),
      (error: unknown) => this.#settle(delivery, String(error)),
    );
  }

  #settle(delivery: Delivery, why: string | undefined): void {
    this.#inFlight.delete(delivery);
    if (delivery.tries > 1) this.#retrying -= 1;
    if (this.#state === 'gone') return;
    if (why === undefined) {
      this.#parts.counters.delivered += delivery.events.length;
      this.#parts.onStep?.('delivered', this.#app.id, this.url, delivery.events);
      this.#release(delivery);
    } else {
      this.#parts.counters.failures += 1;
      this.#parts.onStep?.('failed', this.#app.id, this.url, delivery.events, why);
      this.#warn(why);
      this.#failed(delivery, why);
    }
    this.#pump();
  }

  #failed(delivery: Delivery, why: string): void {
    const { clock, settings, counters, giveUp } = this.#parts;
    const now = clock.now();
    const backoff = this.#backoff(delivery.tries);
    if (this.#state === 'open' && now + backoff - delivery.firstTry <= settings.retryForMs) {
      this.#pausing.add(delivery);
      delivery.timer = clock.after(backoff, () => this.#tryAgain(delivery));
      return;
    }
    counters.givenUp += delivery.events.length;
    this.#parts.onStep?.('given-up', this.#app.id, this.url, delivery.events, why);
    giveUp(this.#app.id, { url: this.url, events: delivery.events, tries: delivery.tries, why, at: now });
    this.#release(delivery);
  }

  #tryAgain(delivery: Delivery): void {
    this.#pausing.delete(delivery);
    this.#due.add(delivery);
    this.#pump();
  }

  #release(delivery: Delivery): void {
    for (const event of delivery.events) this.#shares.remove(event);
    this.#queues.giveBack(delivery.queues);
  }

  #cancels(departure: WebhookEvent): boolean {
    const cancelled = this.#queues.cancel(departure);
    if (cancelled.length === 0) return false;
    for (const event of cancelled) this.#shares.remove(event);
    this.#parts.counters.cancelled += cancelled.length + 1;
    return true;
  }

  #dropWhatIsTooMuch(): void {
    const { queue, queueBytes } = this.#parts.settings;
    for (;;) {
      const kinds = this.#shares.toDrop(queue, queueBytes);
      if (!kinds.some((kind) => this.#dropOldest(kind))) return;
    }
  }

  /** [W21] What has not been tried yet goes first, then what failed. What is under way cannot be taken back. */
  #dropOldest(kind: Kind): boolean {
    const delivery = oldestOf(this.#due, kind) ?? oldestOf(this.#pausing, kind);
    const event = this.#queues.dropOldest(kind, delivery === undefined);
    if (event !== undefined) {
      this.#shares.remove(event);
      this.#dropped(1);
      return true;
    }
    if (delivery === undefined) return false;
    delivery.timer?.cancel();
    this.#pausing.delete(delivery);
    this.#due.delete(delivery);
    this.#dropped(delivery.events.length);
    this.#release(delivery);
    return true;
  }

  #dropped(events: number): void {
    this.#parts.counters.dropped += events;
    this.#warn('more waits for the endpoint than may wait: the oldest is dropped');
  }

  #warn(why: string): void {
    const now = this.#parts.clock.now();
    if (now - this.#warnedAt < warnEveryMs) return;
    this.#warnedAt = now;
    this.#parts.warn(this.#app.id, this.url, why);
  }
}

function oldestOf(deliveries: Iterable<Delivery>, kind: Kind): Delivery | undefined {
  for (const delivery of deliveries) if (delivery.kind === kind) return delivery;
  return undefined;
}
