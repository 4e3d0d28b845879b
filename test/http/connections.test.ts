import t from 'tap';
import { type TestApi, testApi } from '../support/http/ask.ts';

/** Each node tells the others within 100 ms. */
async function connections({ ask, clock, quiet }: TestApi): Promise<number> {
  await clock.advance(100);
  await quiet();
  const { status, body } = await ask('GET', 'connections');
  t.equal(status, 200);
  return (body as { connections: number }).connections;
}

t.test('[H43] the connections of the app, on all nodes', async (t) => {
  const api = await testApi();
  t.equal(await connections(api), 0);
  const clients = Array.from({ length: 7 }, () => api.connect());
  for (let node = 0; node < 3; node += 1) t.equal(await connections(api), 7, 'whichever node is asked');
  await clients[0]?.hangUp();
  await clients[3]?.hangUp();
  t.equal(await connections(api), 5);
  t.match(await api.ask('GET', 'connections', { query: [['info', 'x']] }), { status: 400 });
});

t.test('[H43] [U14] who is not authorised yet does not count where that is wanted', async (t) => {
  const api = await testApi({ authorizedConnections: true });
  const [one, two] = [api.connect(), api.connect(), api.connect()];
  await one.signIn('u1');
  await two.subscribe('private-a');
  t.equal(await connections(api), 2);
});
