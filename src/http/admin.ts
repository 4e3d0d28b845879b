import type { AppList } from '../apps/app-list.ts';
import { hmac, sameText } from '../protocol/hmac.ts';
import { isLocalHost } from '../protocol/local-names.ts';
import type { DeadLetter, DeadLettersAnswer, DeadLettersSent } from '../protocol/types/webhook.ts';
import { type ApiAnswer, answer, refusedBody } from './answer.ts';
import type { RequestHead } from './api.ts';

/** What the operator can see and do. */
export interface Operator {
  /** Not set: who reaches the loopback address is the operator. */
  readonly token: string | undefined;
  readonly apps: Pick<AppList, 'byId'>;
  readonly deadLetters: (appId: string) => DeadLetter[];
  /** One, or all of them; nothing when there is no such letter. */
  readonly sendAgain: (appId: string, id?: string) => DeadLettersSent | undefined;
}

type Handle = (operator: Operator, appId: string, id: string) => ApiAnswer;

const routes: readonly { readonly method: string; readonly path: RegExp; readonly handle: Handle }[] = [
  { method: 'GET', path: /^\/apps\/([^/]+)\/webhooks\/dead-letters$/, handle: listDeadLetters },
  { method: 'POST', path: /^\/apps\/([^/]+)\/webhooks\/dead-letters\/send$/, handle: sendAllAgain },
  { method: 'POST', path: /^\/apps\/([^/]+)\/webhooks\/dead-letters\/([^/]+)\/send$/, handle: sendOneAgain },
];

/** [W23] [W24] By the head alone: nothing here wants a body. */
export function answerOperator(operator: Operator, head: RequestHead): ApiAnswer {
  const refused = operator.token === undefined ? checkNearby(head) : checkToken(operator.token, head);
  if (refused !== undefined) return refused;
  const { method, path = '' } = head;
  const here = routes.filter((route) => route.path.test(path));
  const route = here.find((one) => one.method === method);
  if (route === undefined) {
    const methods = here.map((one) => one.method).join(', ');
    if (methods === '') return refusedBody(404, 'Not found');
    return withHeader(refusedBody(405, `This path expects ${methods}`), 'Allow', methods);
  }
  const [, escaped = '', id = ''] = route.path.exec(path) ?? [];
  const appId = decoded(escaped);
  if (operator.apps.byId(appId) === undefined) return refusedBody(404, 'There is no app with this id here');
  return route.handle(operator, appId, id);
}

function listDeadLetters(operator: Operator, appId: string): ApiAnswer {
  const list: DeadLettersAnswer = { dead_letters: operator.deadLetters(appId) };
  return answer(list);
}

function sendAllAgain(operator: Operator, appId: string): ApiAnswer {
  return answer(operator.sendAgain(appId) ?? { sent: 0, kept: 0 }, 202);
}

function sendOneAgain(operator: Operator, appId: string, id: string): ApiAnswer {
  const done = operator.sendAgain(appId, id);
  if (done === undefined) return refusedBody(404, 'There is no dead letter with this id');
  return done.sent > 0 ? answer(done, 202) : refusedBody(409, 'Its URL is no endpoint of the app any more');
}

/** In constant time, also for the length: what is compared are digests. */
function checkToken(token: string, { authorization = '' }: RequestHead): ApiAnswer | undefined {
  const given = /^bearer +(\S+) *$/i.exec(authorization)?.[1] ?? '';
  if (sameText(hmac('admin', given), hmac('admin', token))) return undefined;
  const refused = refusedBody(
    401,
    'This is for the operator: expected Authorization: Bearer and the token of admin.token',
  );
  return withHeader(refused, 'WWW-Authenticate', 'Bearer');
}

const withHeader = (to: ApiAnswer, name: string, value: string): ApiAnswer => ({
  ...to,
  headers: [...(to.headers ?? []), [name, value]],
});

/** Without a token: a page in the operator's browser, on whatever name that leads here, is not the operator. */
function checkNearby({ host = '', origin = '' }: RequestHead): ApiAnswer | undefined {
  if (isLocalHost(host) && (origin === '' || origin === `http://${host}`)) return undefined;
  return refusedBody(
    403,
    'This is for the operator: expected localhost or a loopback address as Host and no other Origin, or admin.token to be set',
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone % is nobody's id
  }
}
