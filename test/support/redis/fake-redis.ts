import type { Call, Connection, Result } from '../../../src/cluster/redis/io/connection.ts';
import { readScripts, type ScriptName } from '../../../src/cluster/redis/io/scripts.ts';
import { settled } from '../core/clock.ts';
import { quick } from '../nodes/cluster-bench.ts';

/** A command as it went over the wire. */
export interface Sent {
  readonly script: ScriptName;
  readonly holder: string;
  readonly number: string;
  /** What the script takes besides. */
  readonly args: readonly string[];
}

export const scripts = readScripts({ ...quick, url: 'none' });
const names = new Map(Object.entries(scripts).map(([name, { sha }]) => [sha, name as ScriptName]));

function sentOf({ sha, args }: Call): Sent {
  const script = names.get(sha) ?? 'read';
  if (!scripts[script].isFenced) return { script, holder: '', number: '', args };
  const [holder = '', number = '', , , , ...rest] = args;
  return { script, holder, number, args: rest };
}

/** A connection whose answers a test gives by hand, one flight at a time. */
export function fakeRedis() {
  const flights: { readonly sent: Sent[]; readonly answer: (results: Result[]) => void }[] = [];
  let usable = true;
  let loads = 0;
  const connection: Pick<Connection, 'usable' | 'run' | 'load'> = {
    get usable() {
      return usable;
    },
    run: (calls) => new Promise((answer) => flights.push({ sent: calls.map(sentOf), answer })),
    async load() {
      loads += 1;
    },
  };
  return {
    connection,
    get loads() {
      return loads;
    },
    setUsable(now: boolean): void {
      usable = now;
    },
    /** The flight that is under way, if there is one. */
    async flight(): Promise<Sent[]> {
      await settled();
      return flights[0]?.sent ?? [];
    },
    /** Answers it: each command `ok`, unless something else is given for it. */
    async answer(...given: (Result | 'ok')[]): Promise<Sent[]> {
      await settled();
      const flight = flights.shift();
      if (flight === undefined) throw new Error('expected a flight under way, got none');
      flight.answer(
        flight.sent.map((_, index) => {
          const result = index < given.length ? given[index] : 'ok';
          return result === 'ok' ? { reply: ['ok', [], -1] } : result;
        }),
      );
      await settled();
      return flight.sent;
    },
  };
}

export const lost: Result = { reply: ['lost'] };
export const unknown: Result = undefined;
export const refused = (why: string): Result => ({ refused: why });
