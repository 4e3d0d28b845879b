import type { Server } from './client.ts';
import { openWire, type Wire } from './wire.ts';

/** One kept-alive HTTP connection with one request at a time; the rest waits its turn. */
export class Lane {
  readonly failed: string[] = [];
  readonly #server: Server;
  readonly #onAnswer: () => void;
  #wire: Wire | undefined;
  #text = '';
  #queue: (() => string)[] = [];
  #busy = false;

  constructor(server: Server, onAnswer: () => void) {
    this.#server = server;
    this.#onAnswer = onAnswer;
  }

  /** Sends now, or as soon as the answers to all before have come. */
  send(make: () => string): void {
    if (this.#busy) this.#queue.push(make);
    else this.#write(make);
  }

  #write(make: () => string): void {
    this.#busy = true;
    this.#wire ??= this.#open();
    this.#wire.write(make());
  }

  #open(): Wire {
    return openWire(
      this.#server,
      undefined,
      (bytes, length) => this.#read(bytes.toString('latin1', 0, length)),
      () => {},
      (why) => this.#closed(why),
    );
  }

  /** Servers end idle connections between two windows; the next request opens another. */
  #closed(why: string): void {
    this.#wire = undefined;
    if (this.#busy) this.failed.push(`connection closed ${why}`);
  }

  #read(text: string): void {
    this.#text += text;
    const head = this.#text.indexOf('\r\n\r\n');
    if (head < 0 || !isWhole(this.#text, head)) return;
    if (!this.#text.startsWith('HTTP/1.1 20')) this.failed.push(this.#text.slice(0, 500));
    this.#text = '';
    this.#busy = false;
    const next = this.#queue.shift();
    if (next !== undefined) this.#write(next);
    this.#onAnswer();
  }
}

function isWhole(text: string, head: number): boolean {
  const length = /content-length: *(\d+)/i.exec(text.slice(0, head))?.[1];
  return length === undefined ? text.endsWith('0\r\n\r\n') : text.length >= head + 4 + Number(length);
}
