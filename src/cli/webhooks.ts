import type { WebhooksAnswer } from '../protocol/operator-answers.ts';
import type { DeadLettersSent } from '../protocol/types/webhook.ts';
import type { Command } from './command.ts';
import { operatorPort } from './operator.ts';
import { table } from './table.ts';

/** `carillon webhooks [--resend]` */
export async function webhooks(command: Command): Promise<number> {
  const port = operatorPort(command);
  const { json, resend } = command.own;
  if (resend === true) {
    const done = await port.ask<DeadLettersSent>('POST', '/webhooks/dead-letters/send');
    console.log(json === true ? JSON.stringify(done) : `sent ${done.sent} again, kept ${done.kept}`);
    return 0;
  }
  const found = await port.ask<WebhooksAnswer>('GET', '/webhooks');
  const rows = found.webhooks.map(({ age, ...one }) => ({ ...one, age: age === null ? null : Math.round(age) }));
  table({ url: 48, waiting: 8, age: 6, dead_letters: 12 }, json === true).add(rows);
  return 0;
}
