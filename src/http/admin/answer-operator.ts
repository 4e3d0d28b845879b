import type { DeadLettersAnswer } from '../../protocol/types/webhook.ts';
import { type ApiAnswer, answer, refusedBody } from '../answer.ts';
import type { RequestHead } from '../api.ts';
import { type Matchable, matchRoute, pathPattern } from '../match-route.ts';
import { type Operator, refuseStranger } from './operator.ts';

type Handle = (operator: Operator, appId: string, id: string) => ApiAnswer | Promise<ApiAnswer>;
type OperatorRoute = Matchable & { readonly handle: Handle };

const operatorRoute = (method: string, path: string, handle: Handle): OperatorRoute => ({
  methods: [method],
  endpoint: path,
  path: pathPattern(path),
  handle,
});

const routes = [
  operatorRoute('GET', '/metrics', answerMetrics),
  operatorRoute('GET', '/apps/:app/webhooks/dead-letters', listDeadLetters),
  operatorRoute('POST', '/apps/:app/webhooks/dead-letters/send', sendAllAgain),
  operatorRoute('POST', '/apps/:app/webhooks/dead-letters/:id/send', sendOneAgain),
];

/** [W23] [W24] By the head alone: nothing here wants a body. */
export function answerOperator(operator: Operator, head: RequestHead): ApiAnswer | Promise<ApiAnswer> {
  const refused = refuseStranger(operator, head);
  if (refused !== undefined) return refused;
  const found = matchRoute(routes, head);
  if ('refused' in found) return found.refused;
  const [appId, id = ''] = found.params;
  if (appId !== undefined && operator.apps.byId(appId) === undefined)
    return refusedBody(404, 'There is no app with this id here');
  return found.route.handle(operator, appId ?? '', id);
}

/** [M1] */
async function answerMetrics({ metrics }: Operator): Promise<ApiAnswer> {
  const { type, text } = await metrics();
  return { status: 200, body: text, headers: [['Content-Type', type]] };
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
