import type { App } from '../apps/app.ts';
import type { RoomStore } from '../channels/ports/rooms.ts';
import { always, type Committed, type RoomCommit, type RoomState } from '../channels/ports/rooms.ts';
import { isInhabited } from './room-doc.ts';

/** What a step makes of a room: a commit without its version, or an answer that changes nothing. */
export type Attempt<T> = { readonly commit: Omit<RoomCommit, 'room' | 'version'> } | { readonly answer: T };
export type Done = Exclude<Committed, { conflict: RoomState }>;

const maxTries = 50;

/**
 * One room on this node: its steps run one at a time, each from the state last seen. When another node was faster the
 * answer brings the newer state, and the step is worked out again.
 */
export class RoomHost {
  readonly #cluster: RoomStore;
  readonly #app: App;
  readonly #room: string;
  readonly #idle: () => unknown;
  #known: RoomState | undefined;
  #tail: Promise<unknown> = Promise.resolve();
  #pending = 0;
  #sockets = 0;

  constructor(cluster: RoomStore, app: App, room: string, idle: () => unknown) {
    this.#cluster = cluster;
    this.#app = app;
    this.#room = room;
    this.#idle = idle;
  }

  /** `attempt` is pure: it may run several times. */
  run<T>(attempt: (state: unknown) => Attempt<T>): Promise<Done | { answer: T }> {
    this.#pending += 1;
    const turn = this.#tail.then(() => this.#step(attempt));
    const ended = (): void => {
      this.#pending -= 1;
      this.#rest();
    };
    this.#tail = turn.then(ended, ended);
    return turn;
  }

  /** A socket of this node, from before its join is asked for: while there are any, what is known is kept. */
  enter(): void {
    this.#sockets += 1;
  }

  exit(): void {
    this.#sockets -= 1;
    this.#rest();
  }

  /** Without sockets and steps nobody needs the room here. */
  #rest(): void {
    if (this.#pending === 0 && this.#sockets === 0) this.#idle();
  }

  async #step<T>(attempt: (state: unknown) => Attempt<T>): Promise<Done | { answer: T }> {
    let fresh = this.#known === undefined;
    this.#known ??= await this.#read();
    for (let tries = 0; tries < maxTries; tries += 1) {
      const seen = this.#known;
      const tried = attempt(seen.state);
      if ('commit' in tried) {
        const committed = await this.#cluster.commit(this.#app, {
          ...tried.commit,
          room: this.#room,
          version: seen.version,
        });
        if (!('conflict' in committed)) return this.#learn(committed, seen, tried.commit.state);
        this.#known = await this.#revived(seen, committed.conflict);
      } else {
        // What was seen last may be old, and nobody is refused for what is no longer so.
        if (fresh || (await this.#isLast(seen))) return tried;
      }
      fresh = true;
    }
    throw new Error(`room ${this.#room}: others were faster ${maxTries} times`);
  }

  async #isLast(seen: RoomState): Promise<boolean> {
    this.#known = await this.#revived(seen, await this.#read());
    return this.#known.version === seen.version;
  }

  /** Versions only grow: the cluster lost the room, and gets back what was seen last. Of several nodes the one that saw most. */
  async #revived(seen: RoomState, found: RoomState): Promise<RoomState> {
    const { version, state } = seen;
    if (found.version >= version || this.#sockets === 0 || !isInhabited(state)) return found;
    const step = { room: this.#room, version: found.version, state, revived: version, ttlMs: always, events: [] };
    const committed = await this.#cluster.commit(this.#app, step);
    if ('conflict' in committed) return this.#revived(seen, committed.conflict);
    return seen;
  }

  #read(): Promise<RoomState> {
    return this.#cluster.room(this.#app, this.#room);
  }

  #learn(committed: Done, { state: before }: RoomState, state: unknown): Done {
    if ('version' in committed && committed.joined !== 'full' && committed.stays !== true) {
      this.#known = { version: committed.version, state: state ?? before };
    }
    return committed;
  }
}
