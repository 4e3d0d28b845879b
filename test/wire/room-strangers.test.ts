import t, { type Test } from 'tap';
import type { RawClient } from '../support/clients/raw-client.ts';
import { testServer } from '../support/nodes/server.ts';
import { seeded } from '../support/random/random.ts';
import { dataOf } from '../support/rooms/fixture-domain.ts';
import { roomMember } from '../support/rooms/room-member.ts';

const open = 'room-1';
const closed = 'presence-room-1';
const announcing = { domains: ['chat-room'], domainOptions: { 'chat-room': { announce: true } } };

t.test('[D64] every page is on both channels of a room: Ann comes, Ben comes, and both type', async (t) => {
  const server = await testServer(t, announcing);
  const page = async (id: string, room: string) => {
    const presence = await roomMember(server, room, id);
    await presence.next('joined_room');
    return presence;
  };
  const watcher = await page('watcher', open);
  const ann = await page('ann', closed);
  await page('ann', open);
  const ben = await page('ben', closed);
  await page('ben', open);
  for (const [from, to] of [[ann, ben] as const, [ben, ann] as const]) {
    from.say('typing', { is_typing: true });
    t.match(await Promise.race([to.next('typing'), from.next('error')]), { room_id: '1', is_typing: true });
  }
  await server.sdk.trigger(open, 'over', {});
  await watcher.next('over');
  t.match(
    watcher.heard.filter(({ event }) => event === 'user-status-changed').map(({ data }) => data),
    [
      { user_id: 'ann', is_online: true },
      { user_id: 'ben', is_online: true },
    ],
    'and nobody is told to have gone',
  );
});

interface Page {
  readonly id: string;
  readonly client: RawClient;
  /** What it says is answered one by one. */
  said: Promise<void>;
}

type Status = { user_id: string; is_online: boolean };

/** Members and strangers come to both channels and go, many at a time; whoever is in speaks meanwhile. */
async function run(t: Test, seed: number): Promise<void> {
  const random = seeded(seed);
  const take = <T>(all: T[]): T | undefined => all.splice(Math.floor(random() * all.length), 1)[0];
  const server = await testServer(t, announcing);
  const watcher = await server.raw();
  await watcher.join(open);
  const pages: Page[] = [];
  const strangers: RawClient[] = [];
  const came = new Set<string>();
  const refused: unknown[] = [];
  const spoken = new Map<string, number>();

  async function come(): Promise<void> {
    const id = `u${Math.floor(random() * 12)}`;
    const [before, after] = [random() < 0.4, random() < 0.4];
    const client = await server.raw();
    if (before) client.subscribe(open);
    await client.join(closed, { user_id: id });
    if (after && !before) client.subscribe(open);
    came.add(id);
    pages.push({ id, client, said: Promise.resolve() });
  }

  async function visit(): Promise<void> {
    const client = await server.raw();
    client.subscribe(open);
    strangers.push(client);
  }

  async function speak({ id, client }: Page, message_id: string): Promise<void> {
    client.say('client-reaction', { message_id, emoji: '👍' }, { channel: closed });
    const answer = await client.next(
      (frame) => frame.event === 'error' || (frame.event === 'reaction' && dataOf(frame)['message_id'] === message_id),
    );
    if (answer.event === 'error') refused.push([id, message_id, dataOf(answer)]);
  }

  function say(message_id: string): Promise<void> | undefined {
    const page = pages[Math.floor(random() * pages.length)];
    const count = spoken.get(page?.id ?? '') ?? 0;
    if (page === undefined || count === 10) return undefined; // [D8]
    spoken.set(page.id, count + 1);
    page.said = page.said.then(() => speak(page, message_id));
    return page.said;
  }

  async function leave(page: Page | undefined): Promise<void> {
    await page?.said;
    page?.client.say('pusher:unsubscribe', { channel: closed });
  }

  const steps: [share: number, step: (n: number) => Promise<void> | undefined][] = [
    [0.15, come],
    [0.35, visit],
    [0.4, async () => take(strangers)?.destroy()],
    [0.5, async () => (pages.length > 2 ? leave(take(pages)) : undefined)],
    [1, (n) => say(`${n}`)],
  ];
  const under: (Promise<void> | undefined)[] = [];
  for (let n = 0; n < 120; n += 1) {
    const luck = random();
    under.push(steps.find(([share]) => luck < share)?.[1](n));
    if (random() < 0.2) await under.find(() => random() < 0.1);
  }
  await Promise.all(under);
  t.same(refused, [], `seed ${seed}: whoever is in may speak`);
  for (const page of pages) await leave(page);
  const last = new Map<string, boolean>();
  while (last.size < came.size || [...last.values()].includes(true)) {
    const { user_id, is_online } = dataOf(await watcher.next('user-status-changed')) as unknown as Status;
    t.equal(last.get(user_id) ?? false, !is_online, `seed ${seed}: ${user_id} comes and goes in turn`);
    last.set(user_id, is_online);
  }
}

t.test('[D64] [D33] members and strangers come, speak and go on both channels of a room', async (t) => {
  for (const seed of (process.env['SEEDS'] ?? '1,2,3').split(',').map(Number)) await run(t, seed);
});
