import type { Member } from '../../channels/ports/presence.ts';
import { memberText, type RosterText } from '../../protocol/encode.ts';
import { MemberList } from '../member-list.ts';

/** The distinct users of one presence channel, with how many sockets each has. */
export class Roster {
  readonly #sockets = new Map<string, number>();
  readonly #members = new MemberList();

  get size(): number {
    return this.#sockets.size;
  }

  has(userId: string): boolean {
    return this.#sockets.has(userId);
  }

  socketsOf(userId: string): number {
    return this.#sockets.get(userId) ?? 0;
  }

  /** True for a user's first socket. [R7] Its user_info stays until the last one left. */
  add({ userId, info }: Member): boolean {
    const sockets = this.socketsOf(userId);
    this.#sockets.set(userId, sockets + 1);
    if (sockets > 0) return false;
    this.#members.add(userId, memberText(userId, info));
    return true;
  }

  /** True for a user's last socket. */
  remove(userId: string): boolean {
    const left = this.socketsOf(userId) - 1;
    if (left > 0) this.#sockets.set(userId, left);
    return left === 0 && this.removeAll(userId) > 0;
  }

  /** All sockets of a user; how many they were. */
  removeAll(userId: string): number {
    const sockets = this.socketsOf(userId);
    this.#sockets.delete(userId);
    this.#members.delete(userId);
    return sockets;
  }

  ids(): string[] {
    return this.#members.ids();
  }

  /** As it is now: the caller may look at it later. */
  text(): RosterText {
    return this.#members.text();
  }
}
