import t from 'tap';
import { historyOf, roomMember, statusOf } from '../support/room-member.ts';
import { testServer } from '../support/server.ts';

t.test('[D36] [D37] [D38] a ticket with stock clients', async (t) => {
  const server = await testServer(t, { domains: ['ticket'] });
  const room = 'presence-ticket-42';
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
  for (const one of [ann, bob, tab])
    t.same(
      (await one.rest()).filter((event) => !event.startsWith('pusher:')),
      [],
    );
  for (const one of [ann, bob, tab]) one.client.disconnect();
  const late = await roomMember(server, room, 'c');
  t.match(await late.next('joined_ticket'), { status: 'open', history: [message] });
  t.equal((await historyOf(server, room)).history.length, 1);
});
