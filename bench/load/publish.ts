import { setTimeout as pause } from 'node:timers/promises';
import { md5 } from '../../src/protocol/hash.ts';
import { hmac } from '../../src/protocol/hmac.ts';
import { requestText } from '../../src/protocol/signatures.ts';
import type { Server } from './client.ts';
import { Lane } from './lane.ts';
import { pace } from './pace.ts';
import { stampedData } from './stamp.ts';
import { nowMicros } from './wire.ts';

export interface PublishPlan {
  readonly prefix: string;
  readonly channels: number;
  readonly bytes: number;
  /** Publishes a second, or undefined: as soon as the answer to the one before has come. */
  readonly rate?: number | undefined;
  readonly ms: number;
  readonly batch?: number | undefined;
  readonly info?: string | undefined;
  /** In a closed loop: the next one is sent once so many sockets have got the one before, too. */
  readonly deliveries?: number | undefined;
}

export interface Published {
  readonly requests: number;
  readonly events: number;
  /** The last number of each stream. */
  readonly last: number[];
  readonly micros: number;
}

/** Signs and publishes over HTTP on a fixed number of connections; each is a lane with its own numbers. */
export class Publisher {
  readonly #server: Server;
  readonly #lanes: Lane[];
  readonly #last: number[] = [];
  #answers = 0;
  #requests = 0;
  #events = 0;
  #again: ((lane: number) => void) | undefined;
  /** What each lane waits for before its next request, in a closed loop: an answer, and deliveries. */
  readonly #owed: number[] = [];

  constructor(server: Server, lanes: number) {
    this.#server = server;
    this.#lanes = Array.from({ length: lanes }, (_, lane) => new Lane(server, () => this.#answered(lane)));
  }

  async publish(plan: PublishPlan): Promise<Published> {
    const began = nowMicros();
    const [requests, events] = [this.#requests, this.#events];
    if (plan.rate === undefined) await this.#closedLoop(plan);
    else
      await pace(plan.rate, plan.ms, (turn) => {
        const called = nowMicros();
        this.#send(turn % this.#lanes.length, plan, called);
      });
    while (this.#answers < this.#requests) {
      this.#complain();
      await pause(1);
    }
    this.#complain();
    return {
      requests: this.#requests - requests,
      events: this.#events - events,
      last: Array.from(this.#last, (number) => number ?? 0),
      micros: nowMicros() - began,
    };
  }

  async #closedLoop(plan: PublishPlan): Promise<void> {
    const until = nowMicros() + plan.ms * 1000;
    const watch = setInterval(() => this.#lanes.some((lane) => lane.failed.length > 0) && give(), 200);
    let give: () => void = () => {};
    await new Promise<void>((resolve) => {
      give = resolve;
      let running = this.#lanes.length;
      this.#again = (lane) => {
        this.#owed[lane] = (this.#owed[lane] ?? 0) - 1;
        if (this.#owed[lane] > 0) return;
        this.#owed[lane] = 1 + (plan.deliveries ?? 0);
        const now = nowMicros();
        if (now < until) return this.#send(lane, plan, now);
        running -= 1;
        if (running === 0) resolve();
      };
      for (const lane of this.#lanes.keys()) {
        this.#owed[lane] = 1 + (plan.deliveries ?? 0);
        this.#send(lane, plan, nowMicros());
      }
    });
    this.#again = undefined;
    clearInterval(watch);
    this.#complain();
  }

  #answered(lane: number): void {
    this.#answers += 1;
    this.#again?.(lane);
  }

  /** A socket has got an event of this lane. */
  delivered(lane: number): void {
    this.#again?.(lane);
  }

  #complain(): void {
    const failed = this.#lanes.flatMap((lane) => lane.failed.splice(0));
    if (failed.length > 0) throw new Error(`${failed.length} publishes failed; the first: ${failed[0]}`);
  }

  #send(lane: number, plan: PublishPlan, called: number): void {
    this.#requests += 1;
    // Numbered when it leaves: what waits for its lane has no place yet.
    this.#lanes[lane]?.send(() => this.#request(lane, plan, called));
  }

  #request(lane: number, plan: PublishPlan, called: number): string {
    const { batch } = plan;
    if (batch === undefined) return this.#post('events', JSON.stringify(this.#event(lane, plan, called)));
    const events = Array.from({ length: batch }, () => this.#event(lane, plan, called));
    return this.#post('batch_events', JSON.stringify({ batch: events }));
  }

  #event(lane: number, { prefix, channels, bytes, info }: PublishPlan, called: number): object {
    const channel = this.#events % channels;
    const stream = channel * this.#lanes.length + lane;
    const number = (this.#last[stream] ?? 0) + 1;
    this.#last[stream] = number;
    this.#events += 1;
    return { name: 'benched', channel: `${prefix}${channel}`, data: stampedData(number, stream, called, bytes), info };
  }

  #post(what: string, body: string): string {
    const { id, key, secret, host, port } = this.#server;
    const path = `/apps/${id}/${what}`;
    const query: [string, string][] = [
      ['auth_key', key],
      ['auth_timestamp', String(Math.floor(Date.now() / 1000))],
      ['auth_version', '1.0'],
      ['body_md5', md5(Buffer.from(body))],
    ];
    const signature = hmac(secret, requestText('POST', path, query));
    const signed = `${query.map(([name, value]) => `${name}=${value}`).join('&')}&auth_signature=${signature}`;
    return `POST ${path}?${signed} HTTP/1.1\r\nHost: ${host}:${port}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  }
}
