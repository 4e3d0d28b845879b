import t from 'tap';
import { testApi } from '../support/http/ask.ts';

const pages = new Map([
  ['index.html', { type: 'text/html; charset=utf-8', body: '<p>all</p>' }],
  ['call/index.html', { type: 'text/html; charset=utf-8', body: '<p>call</p>' }],
]);

t.test('the example pages are served where they were read', async (t) => {
  const { askRaw } = await testApi({}, { pages });
  t.match(await askRaw('GET', '/examples'), { status: 301 });
  t.match(await askRaw('GET', '/examples/'), { status: 200, text: '<p>all</p>' });
  t.match(await askRaw('GET', '/examples/call/'), { status: 200, text: '<p>call</p>' });
  t.match(await askRaw('GET', '/examples/call/index.html'), { status: 200 });
  t.match(await askRaw('GET', '/examples/../package.json'), { status: 404 });
  t.match(await askRaw('GET', '/examples/none/'), { status: 404 });
});

t.test('[D73] no page of another origin can frame them', async (t) => {
  const { askRaw } = await testApi({}, { pages });
  const { headers } = await askRaw('GET', '/examples/call/');
  t.equal(headers.get('Content-Security-Policy'), "frame-ancestors 'none'");
});

t.test('with an app configured there are none, and no guest authoriser', async (t) => {
  const { askRaw, app } = await testApi({});
  for (const path of ['/examples', '/examples/', '/examples/call/'])
    t.match(await askRaw('GET', path), { status: 404 });
  const body = new URLSearchParams({ socket_id: '1.2', channel_name: 'private-a' }).toString();
  for (const end of ['auth', 'user-auth'])
    t.match(await askRaw('POST', `/apps/${app.key}/${end}`, '', body), { status: 404 });
});
