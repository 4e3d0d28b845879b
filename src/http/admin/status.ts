import type { AppLine, StatusAnswer } from '../../protocol/operator-answers.ts';
import { type ApiAnswer, answer } from '../answer.ts';
import type { Operator } from './operator.ts';

/** [M1] GET /metrics */
export async function answerMetrics({ metrics }: Operator): Promise<ApiAnswer> {
  const { type, text } = await metrics();
  return { status: 200, body: text, headers: [['Content-Type', type]] };
}

/** [W33] GET /status: this node, and what each app has on it. */
export function answerStatus(operator: Operator): ApiAnswer {
  const reason = operator.notReady() ?? null;
  const found: StatusAnswer = {
    ready: reason === null,
    reason,
    lag_ms: Math.round(operator.lagMs()),
    apps: appsOf(operator),
  };
  return answer(found);
}

/** [W33] GET /apps */
export const listApps = (operator: Operator): ApiAnswer => answer({ apps: appsOf(operator) });

function appsOf({ apps, broker }: Operator): AppLine[] {
  const numbers = new Map(broker.numbers().map((one) => [one.id, one]));
  return Array.from(apps.all(), ({ id, settings }) => {
    const { connections = 0, channels = 0, users = 0, members = 0, counters } = numbers.get(id) ?? {};
    const { eventsPublished = 0, deliveries = 0 } = counters ?? {};
    const here = { connections, channels, users, members };
    return { id, enabled: settings.enabled, ...here, events_published: eventsPublished, deliveries };
  });
}
