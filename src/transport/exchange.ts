import type { HttpResponse } from 'uWebSockets.js';
import { STATUS_CODES } from 'node:http';
import type { About } from '../channels/ports/errors.ts';
import type { ApiAnswer, Streaming } from '../http/answer.ts';
import { noEndpoint } from '../http/answer-counters.ts';
import { peerOf } from './request.ts';
import type { Turn } from './turn.ts';

const empty = Buffer.alloc(0);

/** Tells what was thrown, and ends the exchange. */
type Failed = (exchange: Exchange, stage: string, error: unknown) => void;

/** Counts an answer, when it is written. */
export type Answered = (exchange: Exchange, status: number) => void;

export interface ExchangeCalls {
  readonly failed: Failed;
  readonly answered: Answered;
  readonly turn: Turn;
}

/** One request and its answer. Safe to use after the client has gone. */
export class Exchange {
  readonly #response: HttpResponse;
  readonly #failed: Failed;
  readonly #answered: Answered;
  readonly #turn: Turn;
  readonly method: string;
  /** The template of the path it asks for, and when its head came. */
  endpoint = noEndpoint;
  /** Which of all requests it is. */
  readonly number: number;
  began = 0;
  /** What it takes of its turn. */
  cost = 1;
  /** In a callback of the engine's own: what is written there leaves in one piece anyway. */
  inside = true;
  #open = true;
  #streaming: Streaming | undefined;

  constructor(response: HttpResponse, method: string, number: number, calls: ExchangeCalls) {
    this.#response = response;
    this.method = method;
    this.number = number;
    this.#failed = calls.failed;
    this.#answered = calls.answered;
    this.#turn = calls.turn;
    response.onAborted(() => {
      this.#open = false;
      this.#attempt(() => this.#streaming?.closed());
    });
  }

  get about(): About {
    return { request: this.number };
  }

  get peer(): string {
    return peerOf(this.#response);
  }

  get open(): boolean {
    return this.#open;
  }

  answer(answer: ApiAnswer, close = false): void {
    if (!this.#open) return;
    if (!this.inside) this.#writeApart(answer, close);
    else if (this.#turn.take(this.cost)) this.#write(answer, close);
    else this.#turn.later(() => this.#writeApart(answer, close));
  }

  #writeApart(answer: ApiAnswer, close: boolean): void {
    if (this.#open) this.#response.cork(() => this.#write(answer, close));
  }

  #write({ status, body, headers = [], stream }: ApiAnswer, close: boolean): void {
    const response = this.#response;
    this.#open = false;
    this.#answered(this, status);
    if (status !== 200) response.writeStatus(`${status} ${STATUS_CODES[status] ?? ''}`); // 200 is the engine's own
    for (const [name, value] of headers) response.writeHeader(name, value);
    if (stream !== undefined) return this.#stream(stream);
    // Without closing, the engine still reads the rest of a body that nobody wants.
    if (this.method !== 'HEAD' && status !== 204) response.end(body, close);
    // With a length the engine waits for that body, and cuts the connection at the next request.
    else if (close) response.endWithoutBody(0, true);
    else response.endWithoutBody();
  }

  /**
   * [M31] An answer without an end. The engine closes a response ten seconds after it could not be written at once, unless
   * somebody says that they care when it can be again.
   */
  #stream(open: NonNullable<ApiAnswer['stream']>): void {
    const response = this.#response;
    let isOpen = true;
    response.onWritable(() => {
      this.#attempt(() => this.#streaming?.writable());
      return true;
    });
    const streaming = open({
      write(text) {
        let isThrough = true;
        if (isOpen) response.cork(() => (isThrough = response.write(text)));
        return isThrough;
      },
      end: () => void (isOpen && response.close()),
    });
    this.#streaming = {
      writable: () => streaming.writable(),
      closed() {
        isOpen = false;
        streaming.closed();
      },
    };
  }

  #attempt(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#failed(this, 'stream', error);
    }
  }

  /**
   * The last answer of this connection. Later: as long as an answer is due, the engine closes the connection instead of
   * running a request that hides behind this one in the same segment.
   */
  answerAlone(answer: ApiAnswer): void {
    this.#turn.later(() => this.#writeApart(answer, true));
  }

  fail(): void {
    this.answer({ status: 500, body: '{"error":"Something went wrong on the server","code":500}' }, true);
  }

  /** Hands over the whole body; or undefined, as soon as it is known to be larger. */
  readBody(most: number, done: (body: Buffer | undefined) => void): void {
    const body = new Gathered();
    this.#response.onData((chunk, isLast) => {
      if (!this.#open) return;
      this.inside = true;
      try {
        if (body.size + chunk.byteLength > most) return done(undefined);
        body.add(chunk, isLast);
        if (isLast) done(body.whole());
      } catch (error) {
        this.#failed(this, 'body', error);
      } finally {
        this.inside = false;
      }
    });
  }
}

/** What has come of a body. Its room is doubled when it is full: it may come a byte at a time. */
class Gathered {
  size = 0;
  #bytes: Buffer = empty;

  add(chunk: ArrayBuffer, isLast: boolean): void {
    const end = this.size + chunk.byteLength;
    if (end > this.#bytes.length) this.#enlarge(isLast ? end : Math.max(end, this.#bytes.length * 2));
    this.#bytes.set(new Uint8Array(chunk), this.size); // the engine empties the chunk after this call
    this.size = end;
  }

  whole(): Buffer {
    return this.size < this.#bytes.length ? this.#bytes.subarray(0, this.size) : this.#bytes;
  }

  #enlarge(room: number): void {
    const larger = Buffer.allocUnsafe(room);
    if (this.size > 0) this.#bytes.copy(larger, 0, 0, this.size);
    this.#bytes = larger;
  }
}
