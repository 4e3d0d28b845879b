import type { App } from '../apps/app.ts';
import type { Cluster, Committed, RoomCommit, RoomState } from '../channels/ports.ts';

/** What a step makes of a room: a commit without its version, or an answer that changes nothing. */
export type Attempt<T> = { readonly commit: Omit<RoomCommit, 'room' | 'version'> } | { readonly answer: T };
export type Done = Exclude<Committed, { conflict: RoomState }>;

const mostTries = 50;

/**
 * One room on this node: its steps run one at a time, each from the state last seen. When another node was faster the
 * answer brings the newer state, and the step is worked out again.
 */
export class RoomHost {
  readonly #cluster: Cluster;
  readonly #app: App;
  readonly #room: string;
  readonly #idle: () => void;
  #known: RoomState | undefined;
  #tail: Promise<unknown> = Promise.resolve();
  #pending = 0;
  /** Sockets of this node in the room: while there are any, what is known is kept. */
  sockets = 0;

  constructor(cluster: Cluster, app: App, room: string, idle: () => void) {
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
    };
    this.#tail = turn.then(ended, ended);
    return turn;
  }

  /** To be called after a step's consequences: without sockets and steps nobody needs the room here. */
  rest(): void {
    if (this.#pending <= 1 && this.sockets <= 0) this.#idle();
  }

  async #step<T>(attempt: (state: unknown) => Attempt<T>): Promise<Done | { answer: T }> {
    this.#known ??= await this.#cluster.room(this.#app, this.#room);
    for (let tries = 0; tries < mostTries; tries += 1) {
      const { version, state } = this.#known;
      const tried = attempt(state);
      if ('answer' in tried) return tried;
      const committed = await this.#cluster.commit(this.#app, { ...tried.commit, room: this.#room, version });
      if ('conflict' in committed) this.#known = committed.conflict;
      else {
        if ('version' in committed) this.#known = { version: committed.version, state: tried.commit.state ?? state };
        return committed;
      }
    }
    throw new Error(`room ${this.#room}: others were faster ${mostTries} times`);
  }
}
