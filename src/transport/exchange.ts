import type { HttpResponse } from 'uWebSockets.js';
import { STATUS_CODES } from 'node:http';
import type { ApiAnswer } from '../http/answer.ts';

const empty = Buffer.alloc(0);

/** Runs a part of the handling; what it throws ends the exchange. */
type Guarded = (exchange: Exchange, run: () => void) => void;

/** One request and its answer. Safe to use after the client has gone. */
export class Exchange {
  readonly #response: HttpResponse;
  readonly #guarded: Guarded;
  readonly #headOnly: boolean;
  #open = true;

  constructor(response: HttpResponse, headOnly: boolean, guarded: Guarded) {
    this.#response = response;
    this.#guarded = guarded;
    this.#headOnly = headOnly;
    response.onAborted(() => {
      this.#open = false;
    });
  }

  get open(): boolean {
    return this.#open;
  }

  answer({ status, body, headers = [] }: ApiAnswer, close = false): void {
    if (!this.#open) return;
    this.#open = false;
    const response = this.#response;
    response.cork(() => {
      if (status !== 200) response.writeStatus(`${status} ${STATUS_CODES[status] ?? ''}`); // 200 is the engine's own
      for (const [name, value] of headers) response.writeHeader(name, value);
      // Without closing, the engine still reads the rest of a body that nobody wants.
      if (!this.#headOnly && status !== 204) response.end(body, close);
      // With a length the engine waits for that body, and cuts the connection at the next request.
      else if (close) response.endWithoutBody(0, true);
      else response.endWithoutBody();
    });
  }

  /**
   * The last answer of this connection. Later: as long as an answer is due, the engine closes the connection instead of
   * running a request that hides behind this one in the same segment.
   */
  answerAlone(answer: ApiAnswer): void {
    setImmediate(() => this.answer(answer, true));
  }

  fail(): void {
    this.answer({ status: 500, body: '{"error":"Something went wrong on the server","code":500}' }, true);
  }

  /** Hands over the whole body; or undefined, as soon as it is known to be larger. */
  readBody(most: number, done: (body: Buffer | undefined) => void): void {
    // Doubled when it is full: a body may come a byte at a time.
    let bytes: Buffer = empty;
    let size = 0;
    const take = (chunk: ArrayBuffer, isLast: boolean): void => {
      if (!this.#open) return;
      const end = size + chunk.byteLength;
      if (end > most) return done(undefined);
      if (end > bytes.length) {
        const larger = Buffer.allocUnsafe(isLast ? end : Math.max(end, bytes.length * 2));
        bytes.copy(larger, 0, 0, size);
        bytes = larger;
      }
      // The engine empties the chunk after this call.
      bytes.set(new Uint8Array(chunk), size);
      size = end;
      if (isLast) done(bytes.subarray(0, size));
    };
    this.#response.onData((chunk, isLast) => this.#guarded(this, () => take(chunk, isLast)));
  }
}
