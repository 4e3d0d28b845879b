import { setTimeout as after } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { startAttackers } from '../support/attack/attack.ts';
import { beHonest, judge, told, type Waits } from '../support/attack/honest.ts';
import { RawClient } from '../support/clients/raw-client.ts';
import { credentials } from '../support/core/core.ts';
import { startCli } from '../support/nodes/cli.ts';
import { testRedis } from '../support/redis/redis.ts';
import { startReceiver } from '../support/webhooks/receiver.ts';
import { readBody } from '../support/webhooks/webhooks.ts';

t.setTimeout(0);

const seconds = 2;
/** A slow receiver takes so long for a post. */
const receiverMs = 50;

/** Brokers in processes of their own on one Redis; the first is the one that is attacked. */
async function startNodes(t: Test, settings: object = {}, ...flags: string[]): Promise<number[]> {
  const redis = await testRedis(t);
  const apps = JSON.stringify([{ ...credentials, ...settings }]);
  const start = () => startCli(t, ['--apps', apps, '--host', '127.0.0.1', '--cluster-redis', redis.url, ...flags]);
  return (await Promise.all([start(), start(), start()])).map(({ port }) => port);
}

const [attacked = 0, other = 0, third = 0] = await startNodes(t, { subscriptionCount: true });
const strangers = await startAttackers(t);

/** Clients of the node that is attacked, and of one that is not and whose events are published to a third. */
const honest = (t: Test): Promise<Waits[]> =>
  Promise.all([beHonest(t, { port: attacked, seconds }), beHonest(t, { port: other, publishTo: third, seconds })]);

const [idle, idleElsewhere] = (await honest(t)) as [Waits, Waits];
t.comment(`idle: ${told(idle)}; elsewhere: ${told(idleElsewhere)}`);

/** Who attacks one of three nodes, by rule; with a rate, where Redis does as much for each piece as a node. */
const attacks: Record<string, { rules: string; attackers: number; perSecond?: number }> = {
  connects: { rules: '[L40]', attackers: 20 },
  pings: { rules: '[L42]', attackers: 20 },
  unsubscribes: { rules: '[L42]', attackers: 20 },
  large: { rules: '[L42]', attackers: 20 },
  'fresh names': { rules: '[L44]', attackers: 20 },
  'one name': { rules: '[L44] [S27]', attackers: 20 },
  'cache flood': { rules: '[L31]', attackers: 10, perSecond: 4 },
};

for (const [name, { rules, ...wanted }] of Object.entries(attacks))
  t.test(`${rules} honest clients of three nodes, one of which is attacked: ${name}`, async (t) => {
    await strangers.attack({ port: attacked, names: [name], ...wanted });
    const [here, elsewhere] = (await honest(t)) as [Waits, Waits];
    judge(t, here, idle);
    judge(t, elsewhere, idleElsewhere);
    const { connections, bytes } = await strangers.stop();
    t.comment(`${connections} connections, ${Math.round(bytes / 1e3)} KB`);
  });

t.test('[W27] [W28] members of every node are told while a stranger comes and goes on one', async (t) => {
  const receiver = await startReceiver(t);
  receiver.answer((response) => void after(receiverMs).then(() => response.end()));
  const webhooks = ['--webhooks-private-addresses', 'true', '--webhooks-queue', '500'];
  const ports = await startNodes(t, { webhooks: [{ url: receiver.url }] }, ...webhooks);
  await strangers.attack({ port: ports[0] ?? 0, names: ['fresh names'], attackers: 1, perSecond: 1800 });
  const members = await Promise.all(
    ports.map(async (port) => {
      const client = new RawClient(`ws://127.0.0.1:${port}/app/${credentials.key}?protocol=7`);
      t.teardown(() => client.destroy());
      await client.opened;
      return client;
    }),
  );
  const ids: string[] = [];
  for (let n = 0; n < 40; n += 1)
    for (const [node, member] of members.entries()) {
      const id = `node-${node}-${n}`;
      await member.join(`presence-${id}`, { user_id: id });
      ids.push(id);
    }
  const added = (): string[] =>
    receiver.received
      .flatMap(({ body }) => readBody(body).events)
      .flatMap((event) => (event.name === 'member_added' ? [event.user_id] : []));
  await receiver.until(() => new Set(added()).size >= ids.length);
  t.same([...new Set(added())].toSorted(), ids.toSorted());
  await strangers.stop();
});
