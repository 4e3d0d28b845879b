import { type ApiAnswer, answer } from './answer.ts';
import type { Call } from './api.ts';

/** POST /apps/:app/users/:user/terminate_connections */
export async function terminateUser({ api, app, params }: Call): Promise<ApiAnswer> {
  await api.broker.terminate(app, params[0] ?? '');
  return answer({});
}
