import type { Member } from '../../channels/ports/presence.ts';
import { type MemberText, memberText } from '../../protocol/encode.ts';

interface Present {
  readonly text: MemberText;
  sockets: number;
}

/** The distinct users of one presence channel, with how many sockets each has. */
export class Roster {
  readonly #present = new Map<string, Present>();

  get size(): number {
    return this.#present.size;
  }

  has(userId: string): boolean {
    return this.#present.has(userId);
  }

  socketsOf(userId: string): number {
    return this.#present.get(userId)?.sockets ?? 0;
  }

  /** True for a user's first socket. [R7] Its user_info stays until the last one left. */
  add({ userId, info }: Member): boolean {
    const present = this.#present.get(userId);
    if (present !== undefined) {
      present.sockets += 1;
      return false;
    }
    this.#present.set(userId, { text: memberText(userId, info), sockets: 1 });
    return true;
  }

  /** True for a user's last socket. */
  remove(userId: string): boolean {
    const present = this.#present.get(userId);
    if (present === undefined) return false;
    present.sockets -= 1;
    return present.sockets === 0 && this.#present.delete(userId);
  }

  /** All sockets of a user; how many they were. */
  removeAll(userId: string): number {
    const sockets = this.#present.get(userId)?.sockets ?? 0;
    this.#present.delete(userId);
    return sockets;
  }

  ids(): string[] {
    return [...this.#present.keys()];
  }

  /** As it is now: the caller may look at it later. */
  texts(): MemberText[] {
    return Array.from(this.#present.values(), (one) => one.text);
  }
}
