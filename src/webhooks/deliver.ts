import type { App } from '../apps/app.ts';
import type { Clock, Timer } from '../clock.ts';
import type { WebhookEndpoint } from '../protocol/types/config.ts';
import type { Counters } from './counters.ts';
import type { Undelivered } from './dead-letters.ts';
import { Lanes } from './lanes.ts';
import { createLetter, type Letter, mostBatchBytes, type Sending } from './letter.ts';
import { createPauses } from './pauses.ts';
import { Shares } from './shares.ts';
import type { Kind, Told } from './told.ts';

/** One try. Answers why it failed, or nothing; it never rejects. */
export type Post = (sending: Sending) => Promise<string | undefined>;

export interface DeliverySettings {
  readonly retryForMs: number;
  readonly firstPauseMs: number;
  readonly batchDelayMs: number;
  readonly batchEvents: number;
  readonly queue: number;
  readonly queueBytes: number;
}

export interface DeliveryParts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly post: Post;
  readonly settings: DeliverySettings;
  readonly counters: Counters;
  readonly giveUp: (appId: string, letter: Undelivered) => void;
  /** An endpoint does not do as it should; told now and then. */
  readonly warn: (appId: string, url: string, why: string) => void;
}

const mostRequests = 8;
/** While there is something new to send, what failed before gets no more than these. */
const mostRetries = 4;
const warnEveryMs = 60_000;

/** One endpoint: what waits for it, what is under way, what has to be tried again. Nothing of it concerns another one. */
export class Endpoint {
  readonly url: string;
  #app: App;
  #entry: WebhookEndpoint;
  readonly #parts: DeliveryParts;
  readonly #pauses: (tries: number) => number;
  readonly #lanes = new Lanes();
  /** What waits and what is under way. */
  readonly #shares = new Shares();
  /** Failed, and waiting for their next try. */
  readonly #pausing = new Set<Letter>();
  /** Waiting for a free request. */
  readonly #due = new Set<Letter>();
  #inFlight = 0;
  /** Of those, the ones that are no first try. */
  #retrying = 0;
  #gathering: Timer | undefined;
  #state: 'open' | 'leaving' | 'gone' = 'open';
  #whenIdle: (() => void) | undefined;
  #warnedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: DeliveryParts, app: App, entry: WebhookEndpoint) {
    this.url = entry.url;
    this.#app = app;
    this.#entry = entry;
    this.#parts = parts;
    this.#pauses = createPauses(parts.settings.firstPauseMs, parts.random);
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

  tell(event: Told): void {
    const { clock, settings } = this.#parts;
    if (event.name === 'channel_vacated' && this.#cancels(event)) return this.#pump();
    this.#lanes.add(event);
    this.#shares.add(event);
    this.#dropWhatIsTooMuch();
    if (this.#entry.batch === true && this.#state === 'open') {
      this.#gathering ??= clock.after(settings.batchDelayMs, () => this.#gathered());
      if (this.#lanes.size < settings.batchEvents) return;
    }
    this.#pump();
  }

  /** Tries everything once more, and nothing a second time; settles when nothing is left. */
  leave(): Promise<void> {
    this.#state = 'leaving';
    this.#gathering?.cancel();
    this.#gathering = undefined;
    for (const letter of this.#pausing) {
      letter.timer?.cancel();
      this.#due.add(letter);
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
    while (this.#state !== 'gone' && this.#inFlight < mostRequests) {
      const letter = this.#next();
      if (letter === undefined) break;
      this.#try(letter);
    }
    if (this.size === 0) this.#whenIdle?.();
  }

  /** Neither what is new nor what is tried again keeps the other waiting. */
  #next(): Letter | undefined {
    if (this.#retrying < mostRetries) return this.#nextDue() ?? this.#nextNew();
    return this.#nextNew() ?? this.#nextDue();
  }

  #nextDue(): Letter | undefined {
    const [letter] = this.#due;
    if (letter !== undefined) this.#due.delete(letter);
    return letter;
  }

  #nextNew(): Letter | undefined {
    const { settings } = this.#parts;
    const batch = this.#entry.batch === true;
    const gathering = this.#gathering !== undefined && this.#lanes.size < settings.batchEvents;
    if (!this.#lanes.ready || (batch && gathering)) return undefined;
    const taken = this.#lanes.take(batch ? settings.batchEvents : 1, mostBatchBytes);
    return createLetter(this.#app, this.#entry, taken, this.#parts.clock.now());
  }

  #try(letter: Letter): void {
    this.#inFlight += 1;
    if (letter.tries > 0) this.#retrying += 1;
    letter.tries += 1;
    this.#parts.counters.requests += 1;
    this.#parts.post(letter.sending).then(
      (why) => this.#settle(letter, why),
      (error: unknown) => this.#settle(letter, String(error)),
    );
  }

  #settle(letter: Letter, why: string | undefined): void {
    this.#inFlight -= 1;
    if (letter.tries > 1) this.#retrying -= 1;
    if (this.#state === 'gone') return;
    if (why === undefined) {
      this.#parts.counters.delivered += letter.events.length;
      this.#release(letter);
    } else {
      this.#parts.counters.failures += 1;
      this.#warn(why);
      this.#failed(letter, why);
    }
    this.#pump();
  }

  #failed(letter: Letter, why: string): void {
    const { clock, settings, counters, giveUp } = this.#parts;
    const now = clock.now();
    const pause = this.#pauses(letter.tries);
    if (this.#state === 'open' && now + pause - letter.firstTry <= settings.retryForMs) {
      this.#pausing.add(letter);
      letter.timer = clock.after(pause, () => this.#tryAgain(letter));
      return;
    }
    counters.givenUp += letter.events.length;
    giveUp(this.#app.id, { url: this.url, events: letter.events, tries: letter.tries, why, at: now });
    this.#release(letter);
  }

  #tryAgain(letter: Letter): void {
    this.#pausing.delete(letter);
    this.#due.add(letter);
    this.#pump();
  }

  #release(letter: Letter): void {
    for (const event of letter.events) this.#shares.remove(event);
    this.#lanes.giveBack(letter.lanes);
  }

  #cancels(departure: Told): boolean {
    const cancelled = this.#lanes.cancel(departure);
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
    const letter = oldestOf(this.#due, kind) ?? oldestOf(this.#pausing, kind);
    const event = this.#lanes.dropOldest(kind, letter === undefined);
    if (event !== undefined) {
      this.#shares.remove(event);
      this.#dropped(1);
      return true;
    }
    if (letter === undefined) return false;
    letter.timer?.cancel();
    this.#pausing.delete(letter);
    this.#due.delete(letter);
    this.#dropped(letter.events.length);
    this.#release(letter);
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

function oldestOf(letters: Iterable<Letter>, kind: Kind): Letter | undefined {
  for (const letter of letters) if (letter.kind === kind) return letter;
  return undefined;
}
