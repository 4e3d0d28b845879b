import t from 'tap';
import { testServer } from '../support/nodes/server.ts';
import { heardBy, refusal, refused } from '../support/rooms/call-members.ts';
import { historyOf, roomMember, statusOf } from '../support/rooms/room-member.ts';

const room = 'presence-ticket-42';

t.test('[D36] [D37] [D38] a ticket with stock clients', async (t) => {
  const server = await testServer(t, { domains: ['ticket'] });
  const ann = await roomMember(server, room, 'a', { name: 'Ann' });
  t.same(await ann.next('joined_ticket'), { ticket_id: '42', status: null, participants: 1, history: [] });
  const bob = await roomMember(server, room, 'b', {});
  t.match(await bob.next('joined_ticket'), { participants: 2 });
  const tab = await roomMember(server, room, 'a');
  await tab.next('joined_ticket');
  await ann.next('pusher:member_added');

  ann.say('typing_indicator', { is_typing: true });
  for (const one of [bob, tab])
    t.same(await one.next('typing_indicator'), { ticket_id: '42', user_id: 'a', user_name: 'Ann', is_typing: true });
  bob.say('typing_indicator', { is_typing: false });
  t.match(await ann.next('typing_indicator'), { user_name: 'b' }, 'without a name it is the id');
  await tab.next('typing_indicator');
  for (const message_id of [7, 'm7']) {
    bob.say('message_seen', { message_id });
    for (const one of [ann, bob, tab])
      t.same(await one.next('message_status_update'), { message_id, status: 'seen', user_id: 'b' });
  }
  bob.say('message_seen', {});
  t.match(await bob.next('error'), { code: 'INVALID_PAYLOAD', field: 'message_id', command: 'message_seen' });

  const message = { ticket_id: 42, message: { id: 1, text: '<b>' }, more: true };
  await server.sdk.trigger(room, 'new_message', message);
  await server.sdk.trigger(room, 'ticket_status_update', { ticket_id: '42', status: 'open' });
  for (const one of [ann, bob, tab]) {
    t.same(await one.next('new_message'), message);
    t.same(await one.next('ticket_status_update'), { ticket_id: '42', status: 'open' });
  }
  for (const [name, data, body] of [
    ['new_message', { ticket_id: 43, message: {} }, /ticket_id/],
    ['new_message', { ticket_id: 42, message: 'x' }, /message/],
    ['ticket_status_update', { ticket_id: 42, status: '' }, /status/],
  ] as const)
    t.match(await statusOf(server.sdk.trigger(room, name, data)), { status: 400, body });
  t.same(await heardBy(server, ann, bob, tab), [[], [], []], 'and nothing else');
  for (const one of [ann, bob, tab]) one.client.disconnect();
  const late = await roomMember(server, room, 'c');
  t.match(await late.next('joined_ticket'), { status: 'open', history: [message] });
  t.match((await historyOf(server, room)).history, [{ event: 'new_message', data: JSON.stringify(message) }]);
});

t.test('[D36] [D37] [D38] [D19] who comes and goes, what is refused, what a socket is spared', async (t) => {
  const server = await testServer(t, { domains: ['ticket'] });
  const ann = await roomMember(server, room, 'a');
  await ann.next('joined_ticket');
  const bob = await roomMember(server, room, 'b', { name: 'Bob' });
  t.match(await bob.next('joined_ticket'), { ticket_id: '42', status: null, participants: 2 });
  t.same(await ann.next('pusher:member_added'), { id: 'b', info: { name: 'Bob' } });
  const tab = await roomMember(server, room, 'b', { name: 'Somebody' });
  t.match(await tab.next('joined_ticket'), { participants: 2 });
  tab.say('typing_indicator', { is_typing: true, user_id: 'a', user_name: 'x', ticket_id: '43', more: 1 });
  for (const one of [ann, bob])
    t.same(await one.next('typing_indicator'), { ticket_id: '42', user_id: 'b', user_name: 'Bob', is_typing: true });
  for (const [name, data, field] of [
    ['typing_indicator', { is_typing: 'yes' }, 'is_typing'],
    ['typing_indicator', {}, 'is_typing'],
    ['message_seen', { message_id: '' }, 'message_id'],
    ['message_seen', { message_id: 'x'.repeat(65) }, 'message_id'],
    ['message_seen', { message_id: {} }, 'message_id'],
  ] as const)
    t.match(await refused(bob, name, data), { code: 'INVALID_PAYLOAD', field, command: name });
  for (const name of ['new_message', 'ticket_status_update', 'message_status_update', 'kicked'])
    t.match(await refused(bob, name, { ticket_id: '42' }), { code: 'UNKNOWN_COMMAND', command: name });
  ann.say('message_seen', { message_id: 'x'.repeat(64), status: 'unseen', user_id: 'b' });
  for (const one of [ann, bob, tab])
    t.same(await one.next('message_status_update'), { message_id: 'x'.repeat(64), status: 'seen', user_id: 'a' });
  const but = { socket_id: bob.client.connection.socket_id };
  await server.sdk.trigger(room, 'new_message', { ticket_id: 42, message: {} }, but);
  for (const one of [ann, tab]) t.same(await one.next('new_message'), { ticket_id: 42, message: {} });
  await server.sdk.trigger(room, 'anything', 'as it is');
  for (const one of [ann, bob, tab]) t.equal(await one.next('anything'), 'as it is');
  bob.client.disconnect();
  tab.client.unsubscribe(room);
  t.match(await ann.next('pusher:member_removed'), { id: 'b' });
  t.match(await (await roomMember(server, room, 'c')).next('joined_ticket'), { participants: 2 });
  t.same(await heardBy(server, ann), [[]]);
  t.equal(
    (await historyOf(server, room)).history.length,
    1,
    'what is seen is not kept, nor what the domain does not list',
  );
  t.equal(await refusal(roomMember(server, 'presence-ticket-4--2', 'a')), 'INVALID_ROOM');
});
