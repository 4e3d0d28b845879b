import { closeCodes } from '../protocol/close-codes.ts';
import { aboutOf, type Core } from './core.ts';
import { stopHearingAll } from './feed.ts';
import type { AppRuntime, Connection } from './state.ts';

/** As many frames as the engine gathers for one socket: who stays hears of all who go in a turn in one write. */
const endedInATurn = 32;

/** [U11] [U17] Ends every connection of a user: a few in each turn of the loop, so that others are heard between. */
export async function terminate(core: Core, runtime: AppRuntime, userId: string): Promise<void> {
  const ending = [...(runtime.users.get(userId) ?? [])];
  // Else each of them would hear of each that goes before it.
  for (const connection of ending) stopHearingAll(connection);
  for (let next = 0; next < ending.length; next += endedInATurn) {
    if (next > 0) await new Promise<void>((resolve) => core.clock.after(0, resolve));
    for (const connection of ending.slice(next, next + endedInATurn)) endOne(core, connection);
  }
}

/** One that cannot be ended keeps no other. */
function endOne({ end, onError }: Core, connection: Connection): void {
  try {
    if (connection.open) end(connection, closeCodes.terminated);
  } catch (error) {
    onError('channels', 'terminate', error, aboutOf(connection));
  }
}
