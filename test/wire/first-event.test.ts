import t from 'tap';
import { testServer } from '../support/nodes/server.ts';

t.test('[S11] [H16] an event of the stock SDK reaches stock pusher-js', async (t) => {
  const server = await testServer(t);
  const client = await server.pusher();
  const channel = client.subscribe('news');
  await new Promise((resolve) => channel.bind('pusher:subscription_succeeded', resolve));
  const got = new Promise((resolve) => channel.bind('headline', resolve));
  const response = await server.sdk.trigger('news', 'headline', { id: 7 });
  t.equal(response.status, 200);
  t.same(await response.json(), {});
  t.same(await got, { id: 7 });
});
