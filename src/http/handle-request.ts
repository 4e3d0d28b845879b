import { Unavailable } from '../channels/ports/errors.ts';
import { type ApiAnswer, refusedBody, retryLater } from './answer.ts';
import { noEndpoint } from './answer-counters.ts';
import type { Api, Call, RequestHead } from './api.ts';
import { authenticate, checkBody } from './authenticate.ts';
import { checkNames } from './development/local-names.ts';
import { isSigning, Query } from './query.ts';
import { findRoute, type OpenRoute, type SignedRoute } from './routes.ts';

type Answering = ApiAnswer | Promise<ApiAnswer>;

/** What the head of a request decides: its answer, or who answers once the body is there. */
export type Opened = Endpoint & (Answered | WantsBody);

/** The template of its path. */
interface Endpoint {
  readonly endpoint: string;
}

interface Answered {
  readonly answer: Answering;
  /** A probe of a load balancer, or nobody looked whether it is signed. */
  readonly uncounted?: boolean;
}

interface WantsBody {
  readonly answerWith: (body: Buffer) => Answering;
}

/** [D72] Names first, in development. [H9] Then path, method, app, signature, then all the rest: who cannot sign learns nothing, changes nothing, and sends no body. */
export function openRequest(api: Api, head: RequestHead): Opened {
  const foreign = api.development ? checkNames(head) : undefined;
  if (foreign !== undefined) return { endpoint: noEndpoint, answer: foreign };
  const found = findRoute(head);
  if ('refused' in found) return { endpoint: noEndpoint, answer: found.refused };
  const { route, params } = found;
  return 'answer' in route ? openAnybodys(api, head, route) : openSigned(api, head, route, params);
}

function openAnybodys(api: Api, head: RequestHead, route: OpenRoute): Opened {
  const { endpoint } = route;
  return route.wantsBody === true && api.development // nobody else makes us keep a body
    ? { endpoint, answerWith: (body) => route.answer(api, { ...head, body }) }
    : { endpoint, answer: route.answer(api, { ...head, body: nothing }), uncounted: route.isProbe === true };
}

function openSigned(
  api: Api,
  head: RequestHead,
  route: SignedRoute,
  [appId = '', ...params]: readonly string[],
): Opened {
  const { endpoint } = route;
  if (api.overloaded()) return { endpoint, answer: retryLater(503, 'The server is overloaded', 1000), uncounted: true };
  const app = api.apps.byId(appId);
  if (app === undefined) return { endpoint, answer: refusedBody(404, 'There is no app with this id here') };
  const query = new Query(head.query);
  const refused = authenticate(app, head, query, api.clock.now());
  if (refused !== undefined) return { endpoint, answer: refused };

  function answerWith(body: Buffer): Answering {
    const wrong = checkBody(body, query.get('body_md5'));
    if (wrong !== undefined) return wrong;
    if (!app?.settings.enabled) return refusedBody(403, 'This app is disabled');
    const extraneous = query.bare
      ? []
      : query.names().filter((name) => !isSigning(name) && !route.parameters.includes(name));
    if (extraneous.length > 0) {
      return refusedBody(
        400,
        `The following query string parameters are extraneous: ${extraneous.join(', ').slice(0, 400)}`,
      );
    }
    const wait = route.methods.includes('GET') ? api.broker.waitForRead(app) : 0;
    if (wait > 0) return retryLater(429, 'Too many reading requests of this app in a second', wait);
    return handle(route, { api, app, body, query, params });
  }

  return { endpoint, answerWith };
}

/** [N14] What the cluster cannot do now, somebody may try again soon. */
function handle(route: SignedRoute, call: Call): Answering {
  const answering = route.handle(call);
  return answering instanceof Promise ? answering.catch(retryOrThrow) : answering;
}

/** [N14] */
export function retryOrThrow(error: unknown): ApiAnswer {
  if (error instanceof Unavailable) return retryLater(503, error.message, 1000);
  throw error;
}

const nothing = Buffer.alloc(0);
