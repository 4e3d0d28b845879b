import t from 'tap';
import { Unavailable } from '../../src/channels/ports/errors.ts';
import { RawClient } from '../support/clients/raw-client.ts';
import { call } from '../support/http/api.ts';
import { explaining, other, says } from '../support/nodes/explained.ts';
import { credentials } from '../support/nodes/server.ts';

const iso = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/;
t.test('[M24] arrived: when, and for how many', async (t) => {
  const { server, why } = await explaining(t);
  const [one, two] = [await server.raw(), await server.raw()];
  for (const client of [one, two]) await client.join('news');
  await server.sdk.trigger('news', 'e', 'x');
  const { cause, sentence, facts } = await why(one, 'news', 'e');
  t.equal(cause, 'arrived');
  t.match(sentence, says('Arrived: it was handed to the kernel at ', ' for 2 sockets of news, ', one.socketId));
  t.match(sentence, iso);
  t.match(facts, [{ kind: 'published', event: 'e', sockets: 2 }]);
});

t.test('[M24] not subscribed yet', async (t) => {
  const { server, why } = await explaining(t);
  const client = await server.raw();
  await server.sdk.trigger('news', 'e', 'x');
  await client.join('news');
  const { cause, sentence } = await why(client, 'news', 'e');
  t.equal(cause, 'not-subscribed');
  t.match(
    sentence,
    says(client.socketId, ' was not subscribed to news yet: it was since ', 'and "e" (fact 2) went out at '),
  );
});

t.test('[M24] not subscribed any more: since when, until when', async (t) => {
  const { server, why } = await explaining(t);
  const client = await server.raw();
  await client.join('news');
  client.say('pusher:unsubscribe', { channel: 'news' });
  await client.barrier();
  await server.sdk.trigger('news', 'e', 'x');
  const { cause, sentence, facts } = await why(client, 'news', 'e');
  t.equal(cause, 'not-subscribed');
  t.match(sentence, says('was not subscribed to news any more: it was since ', ' until ', ', when it unsubscribed'));
  t.same(
    facts.map(({ kind }) => kind),
    ['published', 'subscribed', 'unsubscribed'],
  );
});

t.test('[M24] subscribed again after it', async (t) => {
  const { server, why } = await explaining(t);
  const client = await server.raw();
  await client.join('news');
  client.say('pusher:unsubscribe', { channel: 'news' });
  await client.barrier();
  await server.sdk.trigger('news', 'missed', 'x');
  await client.join('news');
  await server.sdk.trigger('news', 'heard', 'x');
  t.equal((await why(client, 'news', 'missed')).cause, 'not-subscribed');
  t.equal((await why(client, 'news', 'heard')).cause, 'arrived');
});

t.test('[M24] never subscribed', async (t) => {
  const { server, why } = await explaining(t);
  const client = await server.raw();
  await client.join('others');
  await server.sdk.trigger('news', 'e', 'x');
  const { cause, sentence } = await why(client, 'news', 'e');
  t.equal(cause, 'not-subscribed');
  t.match(sentence, says(client.socketId, 'has never been subscribed to news since it connected'));
});

t.test('[M24] the subscription was refused: a bad signature, a key of another app', async (t) => {
  const { server, why } = await explaining(t);
  for (const [auth, reason] of [
    [`${credentials.key}:${'0'.repeat(64)}`, 'Invalid signature.'],
    [`${other.key}:${'0'.repeat(64)}`, `Invalid key in subscription auth data: '${other.key}'.`],
  ] as const) {
    const client = await server.raw();
    client.say('pusher:subscribe', { channel: 'private-a', auth });
    await client.next('pusher:subscription_error');
    await server.sdk.trigger('private-a', 'e', 'x');
    const { cause, sentence } = await why(client, 'private-a', 'e');
    t.equal(cause, 'subscription-refused');
    t.match(
      sentence,
      says(client.socketId, 'is not subscribed to private-a: that was refused at ', ` with 401: ${reason}`),
    );
  }
});

t.test('[M24] left out by its socket_id', async (t) => {
  const { server, why } = await explaining(t);
  const client = await server.raw();
  await client.join('news');
  await server.sdk.trigger('news', 'e', 'x', { socket_id: client.socketId });
  const { cause, sentence } = await why(client, 'news', 'e');
  t.equal(cause, 'excluded');
  t.match(sentence, `${client.socketId} was left out: whoever published "e" (fact 3) gave its socket_id.`);
});

t.test('[M24] published to another app', async (t) => {
  const { server, why } = await explaining(t);
  const client = await server.raw();
  await client.join('news');
  const body = { name: 'e', channel: 'news', data: 'x' };
  t.equal((await call(server.port, 'POST', `/apps/${other.id}/events`, { body, ...other })).status, 200);
  const { cause, sentence } = await why(client, 'news', 'e');
  t.equal(cause, 'other-app');
  t.match(sentence, says('No event "e" went to news of app app-1: the last one, at ', ', was one of app app-2.'));
  t.equal((await why(client, 'news', '3')).cause, 'other-app', 'also by its number');
});

t.test('[M24] connected to another app', async (t) => {
  const { server, why } = await explaining(t);
  const client = await server.raw(`/app/${other.key}?protocol=7`);
  await client.join('news');
  await server.sdk.trigger('news', 'e', 'x');
  const { cause, sentence } = await why(client, 'news', 'e');
  t.equal(cause, 'other-app');
  t.match(sentence, `${client.socketId} is a connection of app app-2, and "e" (fact 3) one of app app-1.`);
});

t.test('[M24] published to another channel', async (t) => {
  const { server, why } = await explaining(t);
  const client = await server.raw();
  await client.join('news');
  await server.sdk.trigger('New', 'e', 'x');
  const { cause, sentence } = await why(client, 'news', 'e');
  t.equal(cause, 'other-channel');
  t.match(sentence, says('No event "e" went to news: the last one, at ', ', went to New.'));
  t.equal((await why(client, 'news', '3')).cause, 'other-channel', 'also by its number');
});

t.test('[M24] handed to a client that did not read, and was cut off', async (t) => {
  const { server, why } = await explaining(t, {}, { limits: { backpressureBytes: 65_536 } });
  const stuck = new RawClient(`ws://127.0.0.1:${server.port}/app/${credentials.key}?protocol=7`);
  t.teardown(() => stuck.destroy());
  await stuck.opened;
  await stuck.join('news');
  stuck.ws.pause();
  const isCut = (): boolean => server.recorded().some(({ kind }) => kind === 'cut-off');
  // The kernels keep some megabytes for it.
  for (let n = 0; !isCut() && n < 3000; n += 1) await server.sdk.trigger('news', `e${n}`, 'x'.repeat(10_000));
  const last = server.recorded().findLast(({ kind, sockets }) => kind === 'published' && sockets === 1);
  const { cause, sentence } = await why(stuck, 'news', last?.event);
  t.equal(cause, 'cut-off');
  t.match(sentence, says(stuck.socketId, 'did not read and was cut off at ', 'may have been among it'));
  await server.sdk.trigger('news', 'after', 'x');
  const after = await why(stuck, 'news', 'after');
  t.equal(after.cause, 'cut-off');
  t.match(after.sentence, says(stuck.socketId, 'was cut off at ', 'before "after"', 'it did not read.'));
});

t.test('[M24] cut off for what it said', async (t) => {
  const { server, why } = await explaining(t, { limits: { messagesPerSecond: 5 } });
  const client = await server.raw();
  await client.join('news');
  for (let n = 0; n < 20; n += 1) client.say('pusher:ping', {});
  await client.closed;
  await server.sdk.trigger('news', 'e', 'x');
  const { cause, sentence } = await why(client, 'news', 'e');
  t.equal(cause, 'cut-off');
  t.match(sentence, says(client.socketId, 'was cut off at ', ', before "e"', ': it said more than it may.'));
});

t.test('[M24] the cluster was unavailable, and the API answered 503', async (t) => {
  const wrapped = { isDown: false };
  const { server, why } = await explaining(
    t,
    {},
    {},
    {
      wrap: (cluster) => ({
        ...cluster,
        publish: (app, events) =>
          wrapped.isDown ? Promise.reject(new Unavailable('not now')) : cluster.publish(app, events),
      }),
    },
  );
  const client = await server.raw();
  await client.join('news');
  await server.sdk.trigger('news', 'e', 'x');
  wrapped.isDown = true;
  const body = { name: 'e', channel: 'news', data: 'x' };
  t.equal((await call(server.port, 'POST', '/apps/app-1/events', { body })).status, 503);
  const { cause, sentence } = await why(client, 'news', 'e');
  t.equal(cause, 'unavailable');
  t.match(sentence, says('The cluster was unavailable: the API answered 503 for "e" (fact 4) at ', 'nobody got it'));
});

t.test('[M24] the API refused it: too many, or not signed', async (t) => {
  const { server, why } = await explaining(t, { limits: { eventsPerSecond: 1 } });
  const client = await server.raw();
  await client.join('news');
  const channels = ['news', ...Array.from({ length: 60 }, (_, index) => `c-${index}`)];
  const body = { name: 'e', channels, data: 'x' }; // after it there is no room for a minute
  t.equal((await call(server.port, 'POST', '/apps/app-1/events', { body })).status, 200);
  t.equal((await call(server.port, 'POST', '/apps/app-1/events', { body })).status, 429);
  const many = await why(client, 'news', 'e');
  t.equal(many.cause, 'refused');
  t.match(
    many.sentence,
    says('The API answered 429 for "e" (fact 64) at ', ': Too many events of this app in a second'),
  );
  t.equal((await call(server.port, 'POST', '/apps/app-1/events', { body, secret: 'wrong' })).status, 401);
  const unsigned = await why(client, 'news', 'f');
  t.equal(unsigned.cause, 'refused');
  t.match(
    unsigned.sentence,
    says('No event "f" went to news; the API answered POST /apps/app-1/events with 401 at ', ': Invalid signature.'),
  );
});

t.test('[M24] a client event that was refused, and one that was sent by oneself', async (t) => {
  const { server, why } = await explaining(t, { clientEvents: true });
  const [one, two] = [await server.raw(), await server.raw()];
  for (const client of [one, two]) await client.join('private-a');
  one.say('client-e', 'x', { channel: 'private-a' });
  await two.next('client-e');
  t.equal((await why(two, 'private-a', 'client-e')).cause, 'arrived');
  const own = await why(one, 'private-a', 'client-e');
  t.equal(own.cause, 'own-event');
  t.match(own.sentence, says(one.socketId, 'sent the client event "client-e" (fact 5) itself'));
  one.say('client-e', 'x'.repeat(20_000), { channel: 'private-a' });
  await one.next('pusher:error');
  const refused = await why(two, 'private-a', 'client-e');
  t.equal(refused.cause, 'refused');
  t.match(
    refused.sentence,
    says(`The client event "client-e" (fact 6) of ${one.socketId} was refused at `, ': The data content'),
  );
});
