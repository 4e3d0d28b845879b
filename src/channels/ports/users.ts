import type { App } from '../../apps/app.ts';

/**
 * Who is signed in, and who watches whom.
 * - MUST answer a watch with the serial it took effect at, as a join is answered.
 * - MUST publish a user's coming and going to the user's feed, on the first connection of all nodes and on the last.
 */
export interface Users {
  signIn(app: App, userId: string): Promise<void>;
  signOut(app: App, userId: string): Promise<void>;
  /** Joins the feeds of these users; answers each one's state, in order. */
  watch(app: App, userIds: readonly string[]): Promise<{ readonly online: boolean; readonly serial: number }[]>;
  unwatch(app: App, userIds: readonly string[]): Promise<void>;
  /** Each node hears of it, this one too. */
  terminate(app: App, userId: string): Promise<void>;
}
