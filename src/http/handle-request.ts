import { Unavailable } from '../channels/ports/errors.ts';
import { type ApiAnswer, refusedBody, retryLater } from './answer.ts';
import type { Api, ApiRequest, Call, RequestHead } from './api.ts';
import { authenticate, checkBody } from './authenticate.ts';
import { checkNames } from './local-names.ts';
import { isSigning, Query } from './query.ts';
import { find, type Route } from './routes.ts';

type Answering = ApiAnswer | Promise<ApiAnswer>;

/** What the head of a request decides: its answer, or who answers once the body is there. */
export type Opened =
  /** `uncounted`: a probe of a load balancer, or nobody looked whether it is signed. */
  { readonly answer: Answering; readonly uncounted?: boolean } | { readonly answerWith: (body: Buffer) => Answering };

/** [D72] Names first, in development. [H9] Then path, method, app, signature, then all the rest: who cannot sign learns nothing, changes nothing, and sends no body. */
export function openRequest(api: Api, head: RequestHead): Opened {
  const foreign = api.development ? checkNames(head) : undefined;
  if (foreign !== undefined) return { answer: foreign };
  const found = find(head);
  if ('open' in found)
    return found.open.wantsBody === true && api.development // nobody else makes us keep a body
      ? { answerWith: (body) => found.open.answer(api, { ...head, body }) }
      : { answer: found.open.answer(api, { ...head, body: nothing }), uncounted: found.open.isProbe === true };
  if ('refused' in found) return { answer: found.refused };
  if (api.overloaded()) return { answer: retryLater(503, 'The server is overloaded', 1000), uncounted: true };
  const { route, appId, params } = found;
  const app = api.apps.byId(appId);
  if (app === undefined) return { answer: refusedBody(404, 'There is no app with this id here') };
  const query = new Query(head.query);
  const refused = authenticate(app, head, query, api.clock.now());
  if (refused !== undefined) return { answer: refused };

  function answerWith(body: Buffer): Answering {
    const wrong = checkBody(body, query.get('body_md5'));
    if (wrong !== undefined) return wrong;
    if (!app?.settings.enabled) return refusedBody(403, 'This app is disabled');
    const extraneous = query.bare
      ? []
      : query.names().filter((name) => !isSigning(name) && !route.params.includes(name));
    if (extraneous.length > 0) {
      return refusedBody(
        400,
        `The following query string parameters are extraneous: ${extraneous.join(', ').slice(0, 400)}`,
      );
    }
    const wait = route.method === 'GET' ? api.broker.waitForRead(app) : 0;
    if (wait > 0) return retryLater(429, 'Too many reading requests of this app in a second', wait);
    return handle(route, { api, app, body, query, params });
  }

  return { answerWith };
}

/** [N14] What the cluster cannot do now, somebody may try again soon. */
function handle(route: Route, call: Call): Answering {
  const answering = route.handle(call);
  return answering instanceof Promise ? answering.catch(retryOrThrow) : answering;
}

function retryOrThrow(error: unknown): ApiAnswer {
  if (error instanceof Unavailable) return retryLater(503, error.message, 1000);
  throw error;
}

export async function answerTo(api: Api, request: ApiRequest): Promise<ApiAnswer> {
  const opened = openRequest(api, request);
  return 'answer' in opened ? opened.answer : opened.answerWith(request.body);
}

const nothing = Buffer.alloc(0);
