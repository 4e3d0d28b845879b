import t from 'tap';
import { startReceiver } from '../support/receiver.ts';
import { testServer } from '../support/server.ts';
import { readBody } from '../support/webhooks.ts';

const answerMs = 50;
const bound = 300;

t.test('[W27] [W28] a stranger who comes and goes on fresh names takes no member from a slow receiver', async (t) => {
  const receiver = await startReceiver(t);
  receiver.answer((response) => void setTimeout(() => response.end(), answerMs));
  const server = await testServer(
    t,
    { webhooks: [{ url: receiver.url }] },
    { webhooks: { hold: 0.3, queue: bound, privateAddresses: true } },
  );
  const stranger = await server.raw();
  const member = await server.raw();
  for (let n = 0; n < 2000; n += 1) {
    await stranger.join(`fresh-${n}`);
    stranger.say('pusher:unsubscribe', { channel: `fresh-${n}` });
    if (n % 20 === 0) await member.join(`presence-${n / 20}`, { user_id: `u${n / 20}` });
  }
  const { webhookCounters: counters } = server;
  while (counters.delivered + counters.dropped + counters.cancelled < counters.told) await member.barrier();
  const told = receiver.received.flatMap(({ body }) => readBody(body).events);
  const members = told.flatMap((event) => (event.name === 'member_added' ? [event.user_id] : []));
  t.same(members.toSorted(), Array.from({ length: 100 }, (_, n) => `u${n}`).toSorted());
  t.ok(counters.told > 2000 + 100, 'the stranger was busy');
  t.ok(counters.dropped > 0 || counters.cancelled > bound, 'more came than could wait');
});
