import { isLocalHost, isLocalOrigin } from '../../protocol/local-names.ts';
import { type ApiAnswer, refusedBody } from '../answer.ts';
import type { RequestHead } from '../api.ts';

const wanted = 'expected localhost, a loopback address or a name below .localhost or .test';
const instead = 'To be asked by any other, configure an app (PUSHER_APP_ID, PUSHER_APP_KEY, PUSHER_APP_SECRET)';

/** [D72] Everybody knows the secret of the development app: what keeps a page of somebody else out is its name. */
export function checkNames({ host = '', origin = '' }: RequestHead): ApiAnswer | undefined {
  const name = !isLocalHost(host) ? 'Host' : !isLocalOrigin(origin) ? 'Origin' : undefined;
  return name && refusedBody(403, `${name}: ${wanted}, as this is the development app. ${instead}`);
}
