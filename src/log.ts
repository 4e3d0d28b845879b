import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino';
import { pretty } from './pretty.ts';

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'flush'>;

/** [M12] Standard output, without waiting for whoever reads it. */
export function standardOutput(format: 'auto' | 'json' | 'pretty'): DestinationStream {
  const out = pino.destination({ dest: 1, sync: false });
  const isPretty = format === 'auto' ? process.stdout.isTTY : format === 'pretty';
  if (!isPretty) return out;
  const flush = (done: () => void): void => out.flush(done);
  return Object.assign({ write: (line: string): void => void out.write(pretty(line)) }, { flush });
}

/** JSON lines. What is secret is not handed to it in the first place. */
export function createLog(level: string, destination = standardOutput('json')): Log {
  const serializers = { err: shownError };
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers }, destination);
}

/** [L20] What went wrong and where. Other properties of an error hold what was tried, secrets too. */
function shownError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { type, message, stack, code } = stdSerializers.err(error) as unknown as Record<string, unknown>;
  return { type, message, stack, code };
}
