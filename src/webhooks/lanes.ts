import { type Kind, kinds, type Told } from './told.ts';

/** What waits of one channel. It is out while a request with events of it is under way. */
export interface Lane {
  readonly channel: string;
  readonly events: Told[];
  out: boolean;
}

/** Events for one request, and the lanes that are out with it. */
export interface Taken {
  readonly events: readonly Told[];
  readonly lanes: readonly Lane[];
}

/** [W16] What waits for one endpoint, a lane a channel: each in its order, and none waiting for another. */
export class Lanes {
  readonly #lanes = new Map<string, Lane>();
  /** Lanes that have something and are not out; who waits longest is first. */
  readonly #ready = new Set<Lane>();
  /** Everything that waits, each kind in the order it came. */
  readonly #waiting: Record<Kind, Set<Told>> = { channel: new Set(), client: new Set(), member: new Set() };

  get size(): number {
    return kinds.reduce((all, kind) => all + this.#waiting[kind].size, 0);
  }

  get ready(): boolean {
    return this.#ready.size > 0;
  }

  add(event: Told): void {
    let lane = this.#lanes.get(event.channel);
    if (lane === undefined) {
      lane = { channel: event.channel, events: [], out: false };
      this.#lanes.set(event.channel, lane);
    }
    lane.events.push(event);
    this.#waiting[event.kind].add(event);
    if (!lane.out) this.#ready.add(lane);
  }

  /** [W27] Takes out what this departure of a channel makes untold: its coming, if that waits, and what was told of it alone since. */
  cancel(departure: Told): Told[] {
    const lane = this.#lanes.get(departure.channel);
    if (lane === undefined) return [];
    const from = lane.events.findLastIndex(({ name, kind }) => kind !== 'channel' || edges.has(name));
    const coming = lane.events[from];
    // A dead letter that is sent again may tell of a departure before it.
    if (coming?.name !== 'channel_occupied' || coming.at > departure.at) return [];
    const cancelled = lane.events.splice(from);
    for (const event of cancelled) this.#waiting.channel.delete(event);
    this.#dropIfEmpty(lane);
    return cancelled;
  }

  /** Up to so many events, of the lanes that are ready; more bytes than the bound only if one event alone has them. */
  take(most: number, mostBytes: number): Taken {
    const events: Told[] = [];
    const lanes: Lane[] = [];
    let bytes = 0;
    const fits = (event: Told): boolean =>
      events.length === 0 || (events.length < most && bytes + event.bytes <= mostBytes);
    for (const lane of this.#ready) {
      const next = lane.events[0];
      if (next === undefined || !fits(next)) break;
      lanes.push(lane);
      lane.out = true;
      this.#ready.delete(lane);
      const count = lane.events.findIndex((event) => {
        if (!fits(event)) return true;
        events.push(event);
        bytes += event.bytes;
        this.#waiting[event.kind].delete(event);
        return false;
      });
      lane.events.splice(0, count < 0 ? lane.events.length : count);
    }
    return { events: events.sort((a, b) => a.serial - b.serial), lanes };
  }

  /** The request is done with. */
  giveBack(lanes: readonly Lane[]): void {
    for (const lane of lanes) {
      lane.out = false;
      if (lane.events.length > 0) this.#ready.add(lane);
      else this.#lanes.delete(lane.channel);
    }
  }

  /** The oldest of a kind goes; but not the only one that waits, unless that may go too. */
  dropOldest(kind: Kind, onlyToo: boolean): Told | undefined {
    const waiting = this.#waiting[kind];
    const [oldest] = waiting;
    if (oldest === undefined || (waiting.size === 1 && !onlyToo)) return undefined;
    waiting.delete(oldest);
    const lane = this.#lanes.get(oldest.channel);
    lane?.events.splice(lane.events.indexOf(oldest), 1);
    if (lane !== undefined) this.#dropIfEmpty(lane);
    return oldest;
  }

  #dropIfEmpty(lane: Lane): void {
    if (lane.events.length > 0) return;
    this.#ready.delete(lane);
    if (!lane.out) this.#lanes.delete(lane.channel);
  }
}

const edges: ReadonlySet<Told['name']> = new Set(['channel_occupied', 'channel_vacated'] as const);
