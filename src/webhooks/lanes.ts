import type { Told } from './told.ts';

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
  /** Everything that waits, in the order it came. */
  readonly #waiting = new Set<Told>();
  #bytes = 0;

  get size(): number {
    return this.#waiting.size;
  }

  get bytes(): number {
    return this.#bytes;
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
    this.#waiting.add(event);
    this.#bytes += event.bytes;
    if (!lane.out) this.#ready.add(lane);
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
        this.#waiting.delete(event);
        return false;
      });
      lane.events.splice(0, count < 0 ? lane.events.length : count);
    }
    this.#bytes -= bytes;
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

  /** False when nothing waits. */
  dropOldest(): boolean {
    const [oldest] = this.#waiting;
    if (oldest === undefined) return false;
    this.#waiting.delete(oldest);
    this.#bytes -= oldest.bytes;
    const lane = this.#lanes.get(oldest.channel);
    lane?.events.shift(); // the oldest of all is the oldest of its lane
    if (lane === undefined || lane.events.length > 0) return true;
    this.#ready.delete(lane);
    if (!lane.out) this.#lanes.delete(lane.channel);
    return true;
  }
}
