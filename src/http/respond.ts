import { type ApiAnswer, refusedBody, retryLater } from './answer.ts';
import type { Api, ApiRequest } from './api.ts';
import { authenticate } from './authenticate.ts';
import { readQuery } from './query.ts';
import { find } from './routes.ts';

/** [H9] Path, method, app, signature, then all the rest: who cannot sign learns nothing and changes nothing. */
export async function answerTo(api: Api, request: ApiRequest): Promise<ApiAnswer> {
  const found = find(request);
  if ('answer' in found) return found.answer(api, request);
  if ('refused' in found) return found.refused;
  if (api.overloaded()) return retryLater(503, 'The server is overloaded', 1000);
  const { route, params } = found;
  const app = api.apps.byId(params[0] ?? '');
  if (app === undefined) return refusedBody(404, 'There is no app with this id here');
  const query = readQuery(request.query);
  const refused = authenticate(app, request, query, api.clock.now());
  if (refused !== undefined) return refused;
  if (!app.settings.enabled) return refusedBody(403, 'This app is disabled');
  const extraneous = query.names().filter((name) => !signing.has(name) && !route.params.includes(name));
  if (extraneous.length > 0) {
    return refusedBody(
      400,
      `The following query string parameters are extraneous: ${extraneous.join(', ').slice(0, 400)}`,
    );
  }
  const wait = route.method === 'GET' ? api.broker.waitForRead(app) : 0;
  if (wait > 0) return retryLater(429, 'Too many reading requests of this app in a second', wait);
  return route.handle({ api, app, request, query, params: params.slice(1) });
}

const signing = new Set(['auth_key', 'auth_timestamp', 'auth_version', 'auth_signature', 'body_md5']);
