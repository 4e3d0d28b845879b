import type { HttpResponse } from 'uWebSockets.js';
import { STATUS_CODES } from 'node:http';
import type { ApiAnswer } from '../http/answer.ts';

/** One request and its answer. Safe to use after the client has gone. */
export class Exchange {
  readonly #response: HttpResponse;
  readonly #guarded: (run: () => void) => void;
  readonly #headOnly: boolean;
  #open = true;

  constructor(response: HttpResponse, headOnly: boolean, guarded: (run: () => void) => void) {
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
      response.writeStatus(`${status} ${STATUS_CODES[status] ?? ''}`);
      for (const [name, value] of headers) response.writeHeader(name, value);
      // The engine leaves the rest of a body that nobody wanted to be read; closing spares us that.
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

  /** Hands over the whole body; or nothing, and answers 413 as soon as it is known to be too large. */
  readBody(most: number, announced: number, tooLarge: ApiAnswer, done: (body: Buffer | undefined) => void): void {
    const refuse = (): void => {
      this.answer(tooLarge, true);
      done(undefined);
    };
    if (announced > most) return refuse();
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: ArrayBuffer, isLast: boolean): void => {
      if (!this.#open) return;
      size += chunk.byteLength;
      if (size > most) return refuse();
      // The engine empties the chunk after this call: copy first.
      if (chunk.byteLength > 0) chunks.push(Buffer.from(new Uint8Array(chunk)));
      if (isLast) done(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
    };
    this.#response.onData((chunk, isLast) => this.#guarded(() => take(chunk, isLast)));
  }
}
