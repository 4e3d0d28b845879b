import t from 'tap';
import { call } from '../support/http/api.ts';
import { explaining, says } from '../support/nodes/explained.ts';
import { credentials } from '../support/nodes/server.ts';

t.test('[M24] not connected yet, and not any more: who closed, and why', async (t) => {
  const { server, why } = await explaining(t);
  const [gone, ended] = [await server.raw(), await server.raw()];
  for (const client of [gone, ended]) await client.join('news');
  gone.ws.close(4321, 'bye');
  await gone.closed;
  await ended.signIn('ada');
  await server.sdk.terminateUserConnections('ada');
  await ended.closed;
  await server.sdk.trigger('news', 'e', 'x');
  const late = await server.raw();
  await late.join('news');
  for (const [client, parts] of [
    [gone, ['was not connected any more: the client had closed it at ', ' with 4321 ("bye").']],
    [ended, ['was not connected any more: the server had closed it at ', ' with 4009 ("']],
    [late, ['was not connected yet: it came at ', ', and "e" (fact 8) went out at ']],
  ] as const) {
    const { cause, sentence } = await why(client, 'news', 'e');
    t.equal(cause, 'not-connected');
    t.match(sentence, says(client.socketId, ...parts));
  }
  const nobody = await why({ socket: '1.1' }, 'news', 'e');
  t.equal(nobody.cause, 'unknown-connection');
  t.match(
    nobody.sentence,
    says('No connection 1.1 is there or remembered: what is remembered begins at ', 'with fact 1.'),
  );
});

t.test('[M24] encrypted data arrives, and may not be read', async (t) => {
  const { server, why } = await explaining(t);
  const client = await server.raw();
  await client.join('private-encrypted-a');
  const body = { name: 'e', channel: 'private-encrypted-a', data: '{"nonce":"a","ciphertext":"b"}' };
  t.equal((await call(server.port, 'POST', '/apps/app-1/events', { body })).status, 200);
  const { cause, sentence } = await why(client, 'private-encrypted-a', 'e');
  t.equal(cause, 'arrived');
  t.match(sentence, says('Arrived', 'its data is encrypted, and a client without the shared secret'));
});

t.test('[M24] to a user: signed in, not signed in, refused, as somebody else, later', async (t) => {
  const { server, why } = await explaining(t);
  const [ada, bob, nobody, refused, late] = [
    await server.raw(),
    await server.raw(),
    await server.raw(),
    await server.raw(),
    await server.raw(),
  ];
  await ada.signIn('ada');
  await bob.signIn('bob');
  refused.say('pusher:signin', { auth: `${credentials.key}:${'0'.repeat(64)}`, user_data: '{"id":"ada"}' });
  await refused.next('pusher:error');
  await server.sdk.sendToUser('ada', 'e', 'x');
  await late.signIn('ada');
  const channel = '#server-to-user-ada';
  for (const [client, cause, ...parts] of [
    [ada, 'arrived', 'Arrived'],
    [bob, 'other-user', 'was for the user ada alone, and ', ' is signed in as bob.'],
    [nobody, 'not-signed-in', ' was not signed in, and only connections of the user'],
    [refused, 'not-signed-in', ' was not signed in: that was refused at ', 'invalid signature'],
    [late, 'not-signed-in', ' was not signed in as ada yet: it did so at '],
  ] as const) {
    const answer = await why(client, channel, 'e');
    t.equal(answer.cause, cause);
    t.match(answer.sentence, says(...parts));
  }
});
