import { Agent } from 'node:http';
import type { Test } from 'tap';
import { countingClient } from '../clients/counting-client.ts';
import { RawClient } from '../clients/raw-client.ts';
import { credentials } from '../core/core.ts';
import { ask } from './honest.ts';

/** What the honest did, and what went wrong for them first. */
export interface Account {
  readonly published: number;
  readonly said: number;
  /** Everybody who was a member for a while. */
  readonly members: readonly string[];
  readonly wrong: string | undefined;
}

const listeners = 5;
/** How often each is done, in ticks of 20 ms. */
const ticksPerEvent = 1;
const ticksPerClientEvent = 10;
const ticksPerMember = 12;
/** What they hear besides. */
const expected = ['pusher:connection_established', 'pusher:ping', 'pusher_internal:subscription_count'];
/** So many a member has beside it. */
const together = 4;

/**
 * Honest clients for as long as it takes. Listeners hear numbered events of a publisher, one client numbered client events of another,
 * and members come and go in a channel whose watcher hears of each. Nobody expects anything to be late, lost, doubled or out of order.
 */
export async function standBy(t: Test, port: number, seconds: number): Promise<Account> {
  let wrong: string | undefined;
  const complain = (why: string): void => {
    wrong ??= why;
  };
  const leaving = new Set<RawClient>();
  let fail: (error: Error) => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failed.catch(() => {}); // it is looked at in the end
  async function connect(): Promise<RawClient> {
    const client = new RawClient(`ws://127.0.0.1:${port}/app/${credentials.key}?protocol=7`);
    t.teardown(() => client.destroy());
    void client.closed.then(({ code }) => {
      if (!leaving.has(client)) fail(new Error(`an honest client was closed with ${code}`));
    });
    await client.opened;
    return client;
  }
  const clients = Array.from({ length: listeners }, () => countingClient(port, credentials.key, 'honest'));
  await Promise.all(clients.map(({ subscribed }) => subscribed));
  const [speaker, hearer, watcher] = await Promise.all([connect(), connect(), connect()]);
  for (const one of [speaker, hearer]) await one.join('private-talk');
  await watcher.join('presence-honest', { user_id: 'watcher' });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const until = Date.now() + seconds * 1000;

  let published = 0;
  const publishing = inTurn(ticksPerEvent, until, async () => {
    const body = JSON.stringify({ name: 'n', channel: 'honest', data: String(published) });
    const { status } = await ask(agent, port, 'POST', 'events', body);
    if (status !== 200) complain(`a publish was answered ${status}`);
    published += 1;
  });

  let said = 0;
  const talking = inTurn(ticksPerClientEvent, until, async () => {
    speaker.say('client-n', String(said), { channel: 'private-talk' });
    const { data } = await hearer.next('client-n');
    if (data !== String(said)) complain(`a client event ${data} came in place of ${said}`);
    said += 1;
  });

  const members: string[] = [];
  const present: RawClient[] = [];
  async function watch(kind: 'added' | 'removed', id: string): Promise<void> {
    const { data } = await watcher.next(`pusher_internal:member_${kind}`);
    const got = (JSON.parse(String(data)) as { user_id: string }).user_id;
    if (got !== id) complain(`${got} was ${kind} in place of ${id}`);
  }
  const leaveFirst = async (): Promise<void> => {
    const first = present.shift();
    if (first !== undefined) leaving.add(first);
    first?.destroy();
    await watch('removed', members[members.length - 1 - present.length] ?? '');
  };
  const coming = inTurn(ticksPerMember, until, async () => {
    const id = `m${members.length}`;
    const client = await connect();
    await client.join('presence-honest', { user_id: id });
    members.push(id);
    present.push(client);
    await watch('added', id);
    if (present.length > together) await leaveFirst();
  });

  await Promise.race([failed, Promise.all([publishing, talking, coming])]);
  while (present.length > 0) await Promise.race([failed, leaveFirst()]);
  for (const client of clients) await client.reached(published);
  for (const { event } of [speaker, hearer, watcher].flatMap(({ frames }) => frames))
    if (!expected.includes(event)) complain(`${event} came too`);
  for (const client of clients) if (client.wrong !== undefined) complain(client.wrong);
  for (const client of clients) client.close();
  agent.destroy();
  for (const one of [speaker, hearer, watcher]) leaving.add(one);
  return { published, said, members, wrong };
}

/** One after the other, each so many ticks after the one before began, or when that is over. */
async function inTurn(ticks: number, until: number, act: () => Promise<void>): Promise<void> {
  while (Date.now() < until) await Promise.all([act(), pass(ticks)]);
}

const pass = (ticks: number): Promise<void> =>
  new Promise((resolve) => {
    let left = ticks;
    const timer = setInterval(() => {
      left -= 1;
      if (left > 0) return;
      clearInterval(timer);
      resolve();
    }, 20);
  });
