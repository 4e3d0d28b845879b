import { setTimeout as pause } from 'node:timers/promises';
import { Audit, type Tally } from './audit.ts';
import { Client, type ClientPlan, type Said, type Server } from './client.ts';
import { readStamp, type Stamp } from './stamp.ts';
import { nowMicros } from './wire.ts';

export interface ConnectPlan {
  readonly sockets: number;
  /** Channel i is called prefix + i; `per` neighbouring sockets share the same `each` channels. */
  readonly prefix: string;
  readonly per: number;
  readonly each: number;
}

export interface Settled extends Tally {
  readonly latency: number[];
  readonly closed: number;
}

/** The sockets of one load process towards one server, and what they are owed. */
export class Session {
  readonly clients: Client[] = [];
  readonly server: Server;
  readonly lanes: number;
  onSaid: ((client: Client, said: Said) => void) | undefined;
  /** In a closed loop: somebody waits for each delivery. */
  onDelivered: ((stream: number) => void) | undefined;
  #audit: Audit;
  #reading: Client | undefined;
  #readUpTo = 0;
  #stamp: Stamp = { number: 0, stream: 0, micros: 0 };

  constructor(server: Server, lanes: number) {
    this.server = server;
    this.lanes = lanes;
    this.#audit = new Audit(lanes);
  }

  async connect({ sockets, prefix, per, each }: ConnectPlan, atOnce = 64): Promise<void> {
    const from = this.clients.length;
    let started = 0;
    const work = async (): Promise<void> => {
      while (started < sockets) {
        const index = from + started;
        const first = Math.floor(started / per) * each;
        started += 1;
        const client = this.open(
          index,
          prefix,
          Array.from({ length: each }, (_, i) => first + i),
        );
        this.clients[index] = client;
        await client.ready;
      }
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, sockets) }, work));
  }

  open(index: number, prefix: string, channels: readonly number[]): Client {
    const plan: ClientPlan = {
      server: this.server,
      index,
      localAddress: localAddress(this.server, index),
      names: channels.map((channel) => `${prefix}${channel}`),
      ledger: this.#audit.ledger(channels),
      onEvent: (client, bytes, start, end) => {
        if (!readStamp(bytes, start, end, this.#stamp)) return false;
        // Frames of one read come one after the other, of one socket.
        if (client !== this.#reading || start < this.#readUpTo) this.#audit.read();
        this.#reading = client;
        this.#readUpTo = end;
        this.#audit.take(client.plan.ledger, index, this.#stamp, nowMicros());
        this.onDelivered?.(this.#stamp.stream);
        return true;
      },
      onSaid: (client, said) => this.onSaid?.(client, said),
    };
    return new Client(plan);
  }

  /** Waits until everything published has come, or nothing more comes for three seconds; then closes the books. */
  async settle(last: readonly number[], ownLane = false): Promise<Settled> {
    const skip = (socket: number, lane: number): boolean => ownLane && socket % this.lanes === lane;
    const ledgers = this.clients.map((client) => client.plan.ledger);
    let before = -1;
    let idleSince = Date.now();
    while (this.#audit.due(ledgers, last, skip) > 0 && Date.now() - idleSince < 3000) {
      if (this.#audit.delivered !== before) idleSince = Date.now();
      before = this.#audit.delivered;
      await pause(2);
    }
    const closed = this.clients.filter((client) => !client.open).length;
    return { ...this.#audit.close(ledgers, last, skip), closed };
  }

  hold(on: boolean): void {
    for (const client of this.clients) client.wire.hold(on);
  }

  /** Everybody is cut off and comes back at once; how long until the last one has its channels again. */
  async reconnect(plan: ConnectPlan): Promise<number> {
    const began = nowMicros();
    await this.disconnect(this.clients.length);
    await this.connect(plan, 500);
    return nowMicros() - began;
  }

  async disconnect(count: number): Promise<void> {
    const leaving = this.clients.splice(this.clients.length - count);
    for (const client of leaving) client.wire.destroy();
    await Promise.all(leaving.map((client) => client.closed));
  }
}

/** Past 10,000 connections of one source address ports run short; loopback has many addresses, and each process its own. */
function localAddress({ host }: Server, index: number): string | undefined {
  const group = Math.floor(index / 10_000);
  return group === 0 || !host.startsWith('127.') ? undefined : `127.${1 + (process.pid % 250)}.${group % 250}.1`;
}
