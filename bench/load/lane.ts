import type { Server } from './client.ts';
import { openWire, type Wire } from './wire.ts';

/** One kept-alive HTTP connection with one request at a time; the rest waits its turn. */
export class Lane {
  readonly ready: Promise<void>;
  readonly failed: string[] = [];
  #wire: Wire;
  #text = '';
  #queue: (() => string)[] = [];
  #busy = false;
  #onAnswer: () => void;

  constructor(server: Server, onAnswer: () => void) {
    this.#onAnswer = onAnswer;
    let opened: () => void = () => {};
    this.ready = new Promise((resolve) => {
      opened = resolve;
    });
    this.#wire = openWire(
      server,
      undefined,
      (bytes, length) => this.#read(bytes.toString('latin1', 0, length)),
      () => opened(),
      (why) => this.failed.push(`connection closed ${why}`),
    );
  }

  get idle(): boolean {
    return !this.#busy;
  }

  /** Sends now, or as soon as the answers to all before have come. */
  send(make: () => string): void {
    if (this.#busy) this.#queue.push(make);
    else this.#write(make);
  }

  close(): void {
    this.#wire.destroy();
  }

  #write(make: () => string): void {
    this.#busy = true;
    this.#wire.write(make());
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
