import type { ScriptArgs, ScriptName } from './scripts.ts';

export type Reply = readonly unknown[];
export type Run = (command: Command) => Promise<Reply>;

/** One script that Redis is asked to run. */
export interface Command {
  readonly script: ScriptName;
  /** Asked for when it is sent for the first time, and kept for the times after that. */
  readonly args: () => ScriptArgs;
  /** Speaks for a holder that is dead, or leaves. */
  readonly onBehalfOf?: string | undefined;
  /** Changes nothing, so it names no holder. */
  readonly readOnly?: boolean;
  /** Waits as long as it takes; when Redis refuses, it is tried again with what is to be said by then. */
  readonly retryForever?: boolean;
  /** Not to be repeated under another lease when nobody knows whether it ran. */
  readonly atMostOnce?: boolean;
  /** What it weighs while it waits, where that is much. */
  readonly bytes?: number;
  /** In front of all that waits. */
  readonly first?: boolean;
  /** Runs when Redis has answered, also when the caller has given up. */
  readonly after?: (reply: Reply) => void;
}
