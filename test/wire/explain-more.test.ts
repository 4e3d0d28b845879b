import t from 'tap';
import { explaining } from '../support/nodes/explained.ts';
import { credentials } from '../support/nodes/server.ts';

const room = 'presence-call-r1';
const as = (id: string): object => ({ user_id: id, user_info: { username: id } });

t.test('[M24] a room took a command, refused one, let one wait, took one out', async (t) => {
  const { server, why } = await explaining(t, { domains: ['call'] });
  const [host, guest, waiting] = [await server.raw(), await server.raw(), await server.raw()];
  for (const [client, id] of [
    [host, 'host'],
    [guest, 'guest'],
  ] as const)
    await client.join(room, as(id));
  guest.say('client-waiting-room', { enabled: true }, { channel: room });
  await guest.next('error');
  const refused = await why(host, room, 'client-waiting-room');
  t.equal(refused.cause, 'command-refused');
  t.match(refused.sentence, /The room presence-call-r1 refused the command "client-waiting-room" .*: FORBIDDEN/);
  host.say('client-waiting-room', { enabled: true }, { channel: room });
  await guest.next('waiting-room');
  const taken = await why(guest, room, 'client-waiting-room');
  t.equal(taken.cause, 'command');
  t.match(taken.sentence, /was a command, which the room presence-call-r1 took at/);
  t.equal((await why(guest, room, 'waiting-room')).cause, 'arrived', 'what the room told of it');
  waiting.subscribe(room, as('waiting'));
  await waiting.next('pusher:subscription_error');
  host.say('client-kicked', { targetPeerId: 'guest' }, { channel: room });
  await guest.next('kicked');
  await server.sdk.trigger(room, 'e', 'x');
  const kicked = await why(guest, room, 'e');
  t.equal(kicked.cause, 'not-subscribed');
  t.match(kicked.sentence, /any more: it was since .* until .*, when the room took it out/);
  const outside = await why(waiting, room, 'e');
  t.equal(outside.cause, 'waiting-room');
  t.match(outside.sentence, /waited to be let into the room presence-call-r1, since /);
  t.equal((await why(host, room, 'e')).cause, 'arrived');
});

t.test('[M25] not remembered any more: it says how far back it reaches', async (t) => {
  const { server, why } = await explaining(t, {}, { recorder: { facts: 3 } });
  const client = await server.raw();
  await client.join('news');
  for (const name of ['a', 'b', 'c', 'd']) await server.sdk.trigger('news', name, 'x');
  const byNumber = await why(client, undefined, '1');
  t.equal(byNumber.cause, 'forgotten');
  t.match(byNumber.sentence, /^Fact 1 is not remembered any more: what is remembered begins at .* with fact 4\.$/);
  const byName = await why(client, 'news', 'a');
  t.equal(byName.cause, 'no-event');
  t.match(byName.sentence, /^No event "a" went to news of app app-1 as far as is remembered: .* with fact 4\.$/);
  t.equal((await why(client, 'news', 'd')).cause, 'arrived', 'it is subscribed now, and nothing says otherwise');
  const stranger = await server.raw();
  await server.sdk.trigger('news', 'e', 'x');
  await server.sdk.trigger('news', 'f', 'x');
  await server.sdk.trigger('news', 'g', 'x');
  const never = await why(stranger, 'news', 'g');
  t.equal(never.cause, 'not-subscribed');
  t.match(never.sentence, /has never been subscribed to news as far as is remembered/);
});

t.test('[M26] an event by its number, by its name the latest, or the nearest to a time', async (t) => {
  const { server, why } = await explaining(t);
  const client = await server.raw();
  await client.join('news');
  await server.sdk.trigger('news', 'e', '1');
  const at = server.recorded().at(-1)?.at ?? 0;
  const heardAt = async (event: string | object) => (await why(client, 'news', event)).facts[0]?.number;
  await client.barrier();
  while (Date.now() < at + 20) await client.barrier();
  await server.sdk.trigger('news', 'e', '2');
  t.equal(await heardAt('3'), 3);
  t.equal(await heardAt('e'), 4);
  t.equal(await heardAt({ at: String(at) }), 3);
  t.equal(await heardAt({ at: new Date(at).toISOString() }), 3);
  t.equal(await heardAt({ at: String(at + 3600_000) }), 4);
  t.equal(await heardAt({}), 4, 'the last one, where nothing is said');
  t.match(await why(client, 'news', '1'), { cause: 'no-event', sentence: 'Fact 1 is no event but "connected".' });
  t.match(await why(client, 'news', '99'), { cause: 'no-event', sentence: 'There is no fact 99 yet: the last is 4.' });
});

t.test('[M26] for a user: the connection that it arrived at, or the last one that was there', async (t) => {
  const { server, why } = await explaining(t);
  const [first, second] = [await server.raw(), await server.raw()];
  for (const client of [first, second]) await client.signIn('ada');
  await first.join('news');
  await server.sdk.trigger('news', 'e', 'x');
  const arrived = await why({ user: 'ada' }, 'news', 'e');
  t.equal(arrived.cause, 'arrived');
  t.match(arrived.sentence, new RegExp(first.socketId));
  await first.close();
  await server.sdk.trigger('news', 'f', 'x');
  const missed = await why({ user: 'ada' }, 'news', 'f');
  t.equal(missed.cause, 'not-subscribed');
  t.match(missed.sentence, new RegExp(second.socketId));
  t.match(await why({ user: 'bob' }, 'news', 'f'), {
    cause: 'not-connected',
    sentence: /^No connection of user bob is known/,
  });
});

t.test('[M26] what is asked for has to be said, and nobody else is told', async (t) => {
  const { server } = await explaining(t);
  const at = `http://127.0.0.1:${server.adminPort}/explain`;
  const headers = { Authorization: 'Bearer x' };
  for (const [query, status, error] of [
    ['', 400, /app/],
    ['app=nobody&socket=1.1&channel=a', 404, /no app/],
    ['app=app-1&channel=a', 400, /socket or user/],
    ['app=app-1&socket=1.1', 400, /channel/],
    ['app=app-1&socket=1.1&channel=a&at=yesterday', 400, /at/],
  ] as const) {
    const response = await fetch(`${at}?${query}`, { headers });
    t.equal(response.status, status, query);
    t.match(await response.json(), { error });
  }
  t.equal((await fetch(`${at}?app=app-1&socket=1.1&channel=a`)).status, 401);
  const off = await explaining(t, {}, { recorder: { facts: 0 } });
  const response = await fetch(
    `http://127.0.0.1:${off.server.adminPort}/explain?app=${credentials.id}&socket=1.1&channel=a`,
    { headers },
  );
  t.equal(response.status, 409);
  t.match(await response.json(), { error: /recorder\.facts/ });
});
