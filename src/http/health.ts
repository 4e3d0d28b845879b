import { type ApiAnswer, answer, refusedBody } from './answer.ts';
import type { Api } from './api.ts';

/** GET /health, and /up as Reverb calls it: the process runs. */
export const health = (): ApiAnswer => ok;

const ok = answer({ status: 'ok' });

/** GET /ready: it should get clients. */
export function ready({ notReady }: Api): ApiAnswer {
  const why = notReady();
  return why === undefined ? answer({ status: 'ready' }) : refusedBody(503, why);
}
