import { type ApiAnswer, refusedBody } from '../answer.ts';
import type { RequestHead } from '../api.ts';
import { retryOrThrow } from '../handle-request.ts';
import { type Matchable, matchRoute, pathPattern } from '../match-route.ts';
import { listChannels, showChannel } from './channels.ts';
import { closeConnection, listConnections, showConnection, terminateUser } from './connections.ts';
import { answerConsole } from './console-stream.ts';
import { answerExplain } from './explain.ts';
import { type Operator, type OperatorCall, refuseStranger } from './operator.ts';
import { answerMetrics, answerStatus, listApps } from './status.ts';
import { listDeadLetters, listWebhooks, sendAllAgain, sendOneAgain } from './webhooks.ts';

type Answering = ApiAnswer | Promise<ApiAnswer>;

/** Of the node, or of one app. */
type OperatorRoute = Matchable &
  (
    | { readonly ofNode: (operator: Operator, query: URLSearchParams) => Answering }
    | { readonly ofApp: (call: OperatorCall) => Answering }
  );

const shape = (method: string, path: string): Matchable => ({
  methods: [method],
  endpoint: path,
  path: pathPattern(path),
});

/** What can be asked on the operator's port, on one screen. */
const routes: readonly OperatorRoute[] = [
  { ...shape('GET', '/metrics'), ofNode: answerMetrics },
  { ...shape('GET', '/status'), ofNode: answerStatus },
  { ...shape('GET', '/explain'), ofNode: answerExplain },
  { ...shape('GET', '/console'), ofNode: answerConsole },
  { ...shape('GET', '/apps'), ofNode: listApps },
  { ...shape('GET', '/apps/:app/channels'), ofApp: listChannels },
  { ...shape('GET', '/apps/:app/channels/:channel'), ofApp: showChannel },
  { ...shape('GET', '/apps/:app/connections'), ofApp: listConnections },
  { ...shape('GET', '/apps/:app/connections/:id'), ofApp: showConnection },
  { ...shape('POST', '/apps/:app/connections/:id/close'), ofApp: closeConnection },
  { ...shape('POST', '/apps/:app/users/:user/terminate'), ofApp: terminateUser },
  { ...shape('GET', '/apps/:app/webhooks'), ofApp: listWebhooks },
  { ...shape('GET', '/apps/:app/webhooks/dead-letters'), ofApp: listDeadLetters },
  { ...shape('POST', '/apps/:app/webhooks/dead-letters/send'), ofApp: sendAllAgain },
  { ...shape('POST', '/apps/:app/webhooks/dead-letters/:id/send'), ofApp: sendOneAgain },
];

/** [W23] [W24] By the head alone: nothing here wants a body. */
export function answerOperator(operator: Operator, head: RequestHead): Answering {
  const refused = refuseStranger(operator, head);
  if (refused !== undefined) return refused;
  const found = matchRoute(routes, head);
  if ('refused' in found) return found.refused;
  const answering = ask(operator, found.route, found.params, new URLSearchParams(head.query));
  return answering instanceof Promise ? answering.catch(retryOrThrow) : answering;
}

function ask(
  operator: Operator,
  route: OperatorRoute,
  [appId = '', name = '']: readonly string[],
  query: URLSearchParams,
): Answering {
  if ('ofNode' in route) return route.ofNode(operator, query);
  const app = operator.apps.byId(appId);
  if (app === undefined) return refusedBody(404, 'There is no app with this id here');
  return route.ofApp({ operator, app, name, query });
}
