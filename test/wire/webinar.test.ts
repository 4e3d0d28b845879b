import t from 'tap';
import type { RawClient } from '../support/raw-client.ts';
import { testServer } from '../support/server.ts';

const user = (id: string, role = 'user') => ({ user_id: id, user_info: { name: `Name ${id}`, role } });
const data = (frame: { data?: unknown }) => JSON.parse(frame.data as string) as Record<string, unknown>;
const command = (client: RawClient, channel: string, name: string, payload: unknown) =>
  client.say(`client-${name}`, payload, { channel });

t.test('webinar', async (t) => {
  const server = await testServer(t, { domains: ['webinar'] });
  const room = 'presence-webinar-7';
  const admin = await server.raw();
  await admin.join(room, user('a', 'admin'));
  t.same(data(await admin.next('joined_webinar')), {
    webinar_id: '7',
    participants: 1,
    webinar: { id: '7', title: null, status: 'scheduled' },
    history: [],
  });
  const guest = await server.raw();
  await guest.join(room, user('g'));
  command(guest, room, 'chat_message', { message: 'hi', extra: 1 });
  const heard = await admin.next('chat_message');
  t.match(heard, { channel: room, user_id: 'g' });
  t.match(data(heard), {
    webinar_id: '7',
    user: { id: 'g', name: 'Name g', role: 'user' },
    message: 'hi',
    timestamp: /Z$/,
  });
  await guest.next('chat_message');
  command(guest, room, 'webinar_action', { action: 'start' });
  t.match(data(await guest.next('error')), { code: 'FORBIDDEN', command: 'webinar_action' });
  command(guest, room, 'chat_message', { message: '  ' });
  t.match(data(await guest.next('error')), { code: 'INVALID_PAYLOAD', field: 'message' });
  for (let i = 0; i < 10; i += 1) command(guest, room, 'chat_message', { message: `m${i}` });
  t.match(data(await guest.next('error')), { code: 'RATE_LIMITED', retry_after: Number });
  command(admin, room, 'webinar_action', { action: 'start' });
  t.match(data(await guest.next('webinar_action')), { action: 'start', admin: { id: 'a' } });
  await server.sdk.trigger(room, 'webinar-updated', { title: 'Hello' });
  const bad = await server.sdk
    .trigger(room, 'webinar-updated', { status: 'x' })
    .catch((error: { status: number }) => error);
  t.equal(bad.status, 400);
  await guest.close();
  await admin.close();
  const late = await server.raw();
  await late.join(room, user('l'));
  t.match(data(await late.next('joined_webinar')), { participants: 1, webinar: { title: 'Hello', status: 'live' } });
  t.equal(server.census().connections, 1);
  const history = (await (
    await server.sdk.get({ path: `/channels/${room}/history`, params: { limit: '3' } })
  ).json()) as { history: unknown[] };
  t.equal(history.history.length, 3);
});
