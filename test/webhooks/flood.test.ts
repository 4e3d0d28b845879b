import t from 'tap';
import type { Fact } from '../../src/channels/ports/facts.ts';
import { credentials } from '../support/core/core.ts';
import { added, appWith, type Got, numbered, occupied, testWebhooks, vacated } from '../support/webhooks/webhooks.ts';

const a = 'http://a.example/';

/** All eight requests of the endpoint are under way; what is told from now on waits. */
async function busy(
  more: Parameters<typeof testWebhooks>[1] = {},
  endpoint: Parameters<typeof appWith>[0][number] = a,
) {
  const made = testWebhooks([appWith([endpoint])], more);
  made.behave(() => 'open');
  for (let n = 0; n < 8; n += 1) await made.tell(vacated(`private-${n}`));
  const open = made.take();
  return {
    ...made,
    /** What waited, delivered in the end. */
    async rest() {
      made.behave(() => 'ok');
      for (const one of open) await one.answer();
      await made.webhooks.close();
      return made.take();
    },
  };
}

const words = (got: Got[]): string[] =>
  got.flatMap(({ body }) => body.events.map(({ name, channel }) => `${name} ${channel}`));
const count = (channel: string, n: number) => ({ name: 'subscription_count', channel, subscription_count: n }) as const;

t.test('[W27] a channel that came and went while its coming waits is not told of', async (t) => {
  const { webhooks, tell, rest } = await busy();
  const miss = { name: 'cache_miss', channel: 'cache-x' } as const;
  for (const fact of [occupied('cache-x'), miss, count('cache-x', 1), count('cache-x', 0), vacated('cache-x')])
    await tell(fact);
  await tell(occupied('stays'));
  t.match(webhooks.counters, { taken: 14, cancelled: 5, dropped: 0 });
  t.same(words(await rest()), ['channel_occupied stays']);
});

t.test(
  '[W27] one of which something else waits is told in full, and so is one whose coming is under way',
  async (t) => {
    const { webhooks, tell, rest } = await busy();
    const facts = [occupied('presence-x'), added('presence-x', 'u1'), vacated('presence-x')];
    for (const fact of facts) await tell(fact);
    await tell(vacated('left'));
    const told = words(await rest());
    t.ok(told.includes('channel_vacated left'), 'its coming was told before');
    t.same(
      told.filter((word) => word.endsWith('presence-x')),
      facts.map(({ name, channel }) => `${name} ${channel}`),
    );

    const { tell: say, got, behave } = testWebhooks([appWith([a])]);
    behave(() => 'open');
    await say(occupied('news'));
    for (const fact of [vacated('news'), occupied('news'), vacated('news')]) await say(fact);
    behave(() => 'ok');
    await got[0]?.answer();
    t.same(words(got), ['channel_occupied news', 'channel_vacated news']);
    t.equal(webhooks.counters.cancelled, 0);
  },
);

t.test('[W27] a departure that is sent again undoes no coming after it', async (t) => {
  const { webhooks, behave, tell, got, take, clock } = testWebhooks([appWith([a])], { retryForMs: 0 });
  behave(() => 'fail');
  await tell(vacated('news'));
  take();
  behave(() => 'open');
  for (let n = 0; n < 8; n += 1) await tell(numbered(`private-${n}`, n));
  await clock.advance(10);
  await tell(occupied('news'));
  t.same(webhooks.sendAgain(credentials.id), { sent: 1, kept: 0 });
  behave(() => 'ok');
  for (const one of got.slice(1)) await one.answer();
  t.same(words(got.slice(9)), ['channel_occupied news', 'channel_vacated news']);
});

t.test(
  '[W28] a kind with more than a third of the bound loses its oldest, channel facts before the others',
  async (t) => {
    const names = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => `presence-${from + n}`);
    const flood = names(0, 500);
    const kept = async (old: Fact[], flooding: Fact[]): Promise<string[]> => {
      const { webhooks, tell, rest } = await busy({ queue: 98 });
      for (const fact of [...old, ...flooding]) await tell(fact);
      t.equal(webhooks.counters.dropped, old.length + flooding.length - 90);
      return words(await rest());
    };
    const members = names(0, 30).map((name) => added(name, 'u1'));
    const events = names(30, 60).map((name) => numbered(name, 0));
    const comings = names(60, 90).map(occupied);
    const wanted = (facts: Fact[]) => facts.map(({ name, channel }) => `${name} ${channel}`);
    const newest = (facts: Fact[], many: number) => wanted(facts.slice(-many));

    const ofChannels = flood.map(occupied);
    t.same(await kept([...members, ...events], ofChannels), [
      ...wanted([...members, ...events]),
      ...newest(ofChannels, 30),
    ]);
    const ofClients = flood.map((name) => numbered(name, 0));
    t.same(
      (await kept([...members, ...comings.slice(0, 24)], ofClients)).toSorted(),
      [...wanted([...members, ...comings.slice(0, 24)]), ...newest(ofClients, 36)].toSorted(),
    );
    const ofMembers = flood.map((name) => added(name, 'u2'));
    t.same(
      (await kept([...events, ...comings.slice(0, 24)], ofMembers)).toSorted(),
      [...wanted([...events, ...comings.slice(0, 24)]), ...newest(ofMembers, 36)].toSorted(),
    );
  },
);

t.test('[W28] so does a kind of which much has failed, or that has most of the bytes', async (t) => {
  const failing = testWebhooks([appWith([a])], { queue: 60 });
  failing.behave(() => 'fail');
  for (let n = 0; n < 20; n += 1) await failing.tell(added(`presence-${n}`, 'u1'));
  for (let n = 0; n < 200; n += 1) await failing.tell(occupied(`news-${n}`));
  t.match(failing.webhooks.counters, { dropped: 160, taken: 220 });
  failing.behave(() => 'ok');
  failing.take();
  await failing.clock.advance(300_000);
  t.equal(words(failing.take()).filter((word) => word.startsWith('member_added')).length, 20);

  const heavy = await busy({ queueBytes: 65_536 });
  await heavy.tell(added('presence-x', 'u1'));
  const large = (n: number) =>
    ({ ...numbered('private-x', n), data: 'x'.repeat(10_000) }) as ReturnType<typeof numbered>;
  for (let n = 0; n < 100; n += 1) await heavy.tell(large(n));
  t.equal(heavy.webhooks.counters.dropped, 94);
  t.ok(words(await heavy.rest()).includes('member_added presence-x'));
});
