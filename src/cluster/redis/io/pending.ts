import type { Command, Reply } from './command.ts';
import type { ScriptArgs } from './scripts.ts';

/** A command on its way. */
export interface Pending extends Command {
  /** Its number; 0: it takes none. */
  seq: number;
  readonly isFenced: boolean;
  readonly deadline: number;
  /** As it was sent first. */
  frozen: ScriptArgs | undefined;
  /** It was sent and not answered. */
  unknown: boolean;
  refusals: number;
  /** Undefined: nobody waits for it any more. */
  resolve: ((reply: Reply) => void) | undefined;
  reject: ((error: Error) => void) | undefined;
}

export const pending = (
  command: Command,
  { seq, isFenced, deadline }: Pick<Pending, 'seq' | 'isFenced' | 'deadline'>,
): Pending => ({
  ...command,
  seq,
  isFenced,
  deadline: command.retryForever === true ? Number.POSITIVE_INFINITY : deadline,
  frozen: undefined,
  unknown: false,
  refusals: 0,
  resolve: undefined,
  reject: undefined,
});
