import t from 'tap';
import { call } from '../support/http/api.ts';
import { credentials, testServer } from '../support/nodes/server.ts';

t.test('a server with an app configured serves neither the examples nor the guest authoriser', async (t) => {
  const { port } = await testServer(t);
  for (const path of ['/examples', '/examples/', '/examples/call/'])
    t.equal((await call(port, 'GET', path)).status, 404);
  const body = 'socket_id=1.2&channel_name=private-a';
  for (const end of ['auth', 'user-auth']) {
    t.equal((await call(port, 'POST', `/apps/${credentials.key}/${end}`, { body })).status, 404);
  }
});
