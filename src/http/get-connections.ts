import { type ApiAnswer, answer } from './answer.ts';
import type { Call } from './api.ts';

/** GET /apps/:app/connections: Reverb has it, and Laravel Pulse asks it. */
export async function getConnections({ api, app }: Call): Promise<ApiAnswer> {
  return answer({ connections: await api.broker.connections(app) });
}
