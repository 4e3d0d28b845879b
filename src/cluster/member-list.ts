import type { MemberText, RosterText } from '../protocol/encode.ts';

/** Members who came one after the other, with what is written of them together. */
interface Chunk {
  readonly members: Map<string, MemberText>;
  text: { readonly ids: string; readonly hash: string } | undefined;
}

const chunkSize = 128;

/** The members of a channel in the order in which they came. Who comes or goes has little of their text written anew. */
export class MemberList {
  readonly #chunkOf = new Map<string, Chunk>();
  #chunks = new Set<Chunk>();
  #open: Chunk | undefined;
  #text: RosterText | undefined;

  get size(): number {
    return this.#chunkOf.size;
  }

  has(userId: string): boolean {
    return this.#chunkOf.has(userId);
  }

  /** [R7] Who is there already stays as it was. */
  add(userId: string, member: MemberText): void {
    if (this.#chunkOf.has(userId)) return;
    if (this.#open === undefined || this.#open.members.size >= chunkSize) {
      this.#open = { members: new Map(), text: undefined };
      this.#chunks.add(this.#open);
    }
    this.#open.members.set(userId, member);
    this.#changed(this.#open);
    this.#chunkOf.set(userId, this.#open);
  }

  delete(userId: string): boolean {
    const chunk = this.#chunkOf.get(userId);
    if (chunk === undefined) return false;
    this.#chunkOf.delete(userId);
    chunk.members.delete(userId);
    this.#changed(chunk);
    if (chunk.members.size === 0 && chunk !== this.#open) this.#chunks.delete(chunk);
    return true;
  }

  ids(): string[] {
    return [...this.#chunks].flatMap(({ members }) => [...members.keys()]);
  }

  /** As it is now; the same one until somebody comes or goes. */
  text(): RosterText {
    this.#text ??= this.#write();
    return this.#text;
  }

  #changed(chunk: Chunk): void {
    chunk.text = undefined;
    this.#text = undefined;
  }

  #write(): RosterText {
    if (this.#chunks.size > 8 + (2 * this.size) / chunkSize) this.#repack();
    let ids = '';
    let hash = '';
    // Added one to the other they are not copied until somebody is sent them; joined they would be, each time.
    for (const chunk of this.#chunks) {
      if (chunk.members.size === 0) continue;
      const text = textOf(chunk);
      const comma = ids === '' ? '' : ',';
      ids += comma + text.ids;
      hash += comma + text.hash;
    }
    return { count: this.size, ids, hash };
  }

  /** Too many chunks have become small. */
  #repack(): void {
    const members = [...this.#chunks].flatMap((chunk) => [...chunk.members]);
    this.#chunks = new Set();
    this.#chunkOf.clear();
    this.#open = undefined;
    for (const [userId, member] of members) this.add(userId, member);
  }
}

function textOf(chunk: Chunk): { readonly ids: string; readonly hash: string } {
  if (chunk.text === undefined) {
    const members = [...chunk.members.values()];
    chunk.text = { ids: members.map(({ id }) => id).join(), hash: members.map(({ entry }) => entry).join() };
  }
  return chunk.text;
}
