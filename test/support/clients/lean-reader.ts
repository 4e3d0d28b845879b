import { endOfFrame, type HandSocket } from './hand-socket.ts';

const marker = Buffer.from('"data":"#');

/** Reads numbered events as fast as bytes come, and nothing else of them: `"data":"#` and eight digits, somewhere in a frame. */
export class LeanReader {
  readonly hand: HandSocket;
  /** The number of the last event; they come without a gap, or `broken` says where they did not. */
  last = 0;
  broken: string | undefined;
  /** Other frames of a channel, such as members that leave. */
  readonly removed: string[] = [];
  #pending: Buffer = Buffer.alloc(0);
  readonly #onNews: () => void;

  constructor(hand: HandSocket, onNews: () => void) {
    this.hand = hand;
    this.#onNews = onNews;
    hand.socket.removeAllListeners('data');
    hand.socket.on('data', (chunk: Buffer) => this.#read(chunk));
  }

  #read(chunk: Buffer): void {
    let bytes: Buffer = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    for (let end = endOfFrame(bytes); end !== undefined; end = endOfFrame(bytes)) {
      this.#take(bytes.subarray(end.start, end.end));
      bytes = bytes.subarray(end.end);
    }
    this.#pending = bytes;
    this.#onNews();
  }

  #take(frame: Buffer): void {
    const at = frame.subarray(0, 300).indexOf(marker);
    if (at < 0) {
      const text = frame.toString();
      if (text.includes('member_removed')) this.removed.push(text);
      return;
    }
    const number = Number(frame.toString('latin1', at + marker.length, at + marker.length + 8));
    if (number !== this.last + 1) this.broken ??= `${number} came after ${this.last}`;
    this.last = number;
  }
}
