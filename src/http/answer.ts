export interface ApiAnswer {
  readonly status: number;
  /** JSON text, or its bytes. */
  readonly body: string | Buffer;
  readonly headers?: readonly (readonly [string, string])[];
  /** In place of a body: one that goes on until somebody has enough. Called when the headers are out. */
  readonly stream?: (sink: Sink) => Streaming;
}

/** Where an answer without an end is written to. Once closed, every call is a no-op. */
export interface Sink {
  /** False: more waits for the client than it takes now, and `writable` is told when that has changed. */
  write(text: string): boolean;
  /** Cuts the client off. */
  end(): void;
}

export interface Streaming {
  writable(): void;
  /** Told once, whoever closed. */
  closed(): void;
}

const json = [['Content-Type', 'application/json']] as const;

export const answer = (value: object, status = 200): ApiAnswer => answerText(JSON.stringify(value), status);

/** What is JSON already. */
export const answerText = (body: string | Buffer, status = 200): ApiAnswer => ({ status, body, headers: json });

/** [H11] An error says what was wrong and what is wanted. */
export const refusedBody = (status: number, error: string): ApiAnswer => answer({ error, code: status }, status);

export const withHeader = (to: ApiAnswer, name: string, value: string): ApiAnswer => ({
  ...to,
  headers: [...(to.headers ?? []), [name, value]],
});

/** [L14] Not now; the header says when, in whole seconds. */
export const retryLater = (status: 429 | 503, error: string, ms: number): ApiAnswer =>
  withHeader(refusedBody(status, error), 'Retry-After', String(Math.max(1, Math.ceil(ms / 1000))));
