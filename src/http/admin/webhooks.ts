import type { WebhooksAnswer } from '../../protocol/operator-answers.ts';
import type { DeadLettersAnswer } from '../../protocol/types/webhook.ts';
import { type ApiAnswer, answer, refusedBody } from '../answer.ts';
import type { OperatorCall } from './operator.ts';

/** GET /apps/:app/webhooks */
export function listWebhooks({ operator, app }: OperatorCall): ApiAnswer {
  const list: WebhooksAnswer = { webhooks: operator.endpoints(app.id) };
  return answer(list);
}

export function listDeadLetters({ operator, app }: OperatorCall): ApiAnswer {
  const list: DeadLettersAnswer = { dead_letters: operator.deadLetters(app.id) };
  return answer(list);
}

export const sendAllAgain = ({ operator, app }: OperatorCall): ApiAnswer =>
  answer(operator.sendAgain(app.id) ?? { sent: 0, kept: 0 }, 202);

export function sendOneAgain({ operator, app, name }: OperatorCall): ApiAnswer {
  const done = operator.sendAgain(app.id, name);
  if (done === undefined) return refusedBody(404, 'There is no dead letter with this id');
  return done.sent > 0 ? answer(done, 202) : refusedBody(409, 'Its URL is no endpoint of the app any more');
}
