import t from 'tap';
import { Unavailable } from '../../src/channels/ports/errors.ts';
import { call } from '../support/http/api.ts';
import { credentials, type TestServer, testServer } from '../support/nodes/server.ts';

const oneNode = 'it breaks the cluster of one';
const errorsOf = ({ logged }: TestServer) => logged.map((line) => JSON.parse(line)).filter(({ level }) => level === 50);

t.test('[M10] what goes wrong says whose it was', async (t) => {
  const server = await testServer(
    t,
    { clientEvents: true },
    {},
    {
      oneNode,
      wrap: (cluster) => ({
        ...cluster,
        join: async (app, channel, member) => {
          if (channel.includes('broken')) throw new Unavailable('not now');
          return cluster.join(app, channel, member);
        },
        channels: async () => {
          throw new Error('no channels');
        },
        signIn: async () => {
          throw new Error('nobody signs in');
        },
      }),
    },
  );
  const client = await server.raw();
  const whose = { app: credentials.id, socket: client.socketId };
  client.subscribe('private-broken');
  await client.next('pusher:subscription_error');
  client.say('pusher:signin', { auth: client.sign(`${client.socketId}::user::{"id":"u1"}`), user_data: '{"id":"u1"}' });
  await client.barrier();
  t.match(errorsOf(server), [
    { part: 'cluster', stage: 'join', ...whose, err: { message: 'not now' } },
    { part: 'cluster', stage: 'sign-in', ...whose, err: { message: 'nobody signs in' } },
  ]);
  await call(server.port, 'GET', `/apps/${credentials.id}/events`);
  for (const _ of [1, 2]) t.equal((await call(server.port, 'GET', `/apps/${credentials.id}/channels`)).status, 500);
  const url = `GET /apps/${credentials.id}/channels`;
  t.match(errorsOf(server).slice(2), [
    { part: 'http', stage: 'answer', request: 2, url },
    { part: 'http', stage: 'answer', request: 3, url },
  ]);
});
