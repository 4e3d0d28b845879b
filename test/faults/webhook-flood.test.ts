import type { ServerResponse } from 'node:http';
import t from 'tap';
import { testServer } from '../support/nodes/server.ts';
import { startReceiver } from '../support/webhooks/receiver.ts';
import { readBody } from '../support/webhooks/webhooks.ts';

/** A receiver that needs 50 ms for a post takes 160 in a second, in which a stranger comes and goes 900 times. */
const comingsPerAnswer = 6;
const bound = 300;

t.test('[W27] [W28] a stranger who comes and goes on fresh names takes no member from a slow receiver', async (t) => {
  const receiver = await startReceiver(t);
  const unanswered: ServerResponse[] = [];
  receiver.answer((response) => void unanswered.push(response));
  const server = await testServer(
    t,
    { webhooks: [{ url: receiver.url }], limits: { messagesPerSecond: 0 } },
    { webhooks: { hold: 0.3, queue: bound, privateAddresses: true } },
  );
  const stranger = await server.raw();
  const member = await server.raw();
  for (let n = 0; n < 2000; n += 1) {
    await stranger.join(`fresh-${n}`);
    stranger.say('pusher:unsubscribe', { channel: `fresh-${n}` });
    if (n % comingsPerAnswer === 0) unanswered.shift()?.end();
    if (n % 20 === 0) await member.join(`presence-${n / 20}`, { user_id: `u${n / 20}` });
  }
  receiver.answer((response) => response.end());
  for (const response of unanswered) response.end();
  const { webhookCounters: counters } = server;
  while (counters.delivered + counters.dropped + counters.cancelled < counters.taken) await member.barrier();
  const told = receiver.received.flatMap(({ body }) => readBody(body).events);
  const members = told.flatMap((event) => (event.name === 'member_added' ? [event.user_id] : []));
  t.same(members.toSorted(), Array.from({ length: 100 }, (_, n) => `u${n}`).toSorted());
  t.ok(counters.taken > 2000 + 100, 'the stranger was busy');
  t.ok(counters.dropped + counters.cancelled > bound, 'more came than could wait');
});
