import t from 'tap';
import { call } from '../support/http/api.ts';
import { otherCredentials } from '../support/http/ask.ts';
import { startCli } from '../support/nodes/cli.ts';
import { credentials } from '../support/nodes/server.ts';

const kilobytes = 60;
const requests = 300;

t.test('[L32] [S21] a publisher with ever new cache channels fills nobody else’s memory', async (t) => {
  const limits = { eventBytes: kilobytes * 1024 };
  const apps = JSON.stringify([{ ...credentials, limits }, otherCredentials]);
  const { port } = await startCli(t, ['--apps', apps, '--host', '127.0.0.1'], {
    NODE_OPTIONS: '--max-old-space-size=160',
  });
  const by = { key: otherCredentials.key, secret: otherCredentials.secret };
  const kept = { name: 'n', channel: 'cache-kept', data: 'still here' };
  await call(port, 'POST', '/apps/app-2/events', { ...by, body: kept });
  for (let n = 0; n < requests; n += 1) {
    const batch = Array.from({ length: 10 }, (_, k) => ({
      name: 'n',
      channel: `cache-${n}-${k}`,
      data: `${n} ${k}`.padEnd(kilobytes * 1024, 'x'),
    }));
    const { status } = await call(port, 'POST', '/apps/app-1/batch_events', { body: { batch } });
    if (status !== 200) t.fail(`${status}`);
  }
  const last = await call(port, 'GET', `/apps/app-1/channels/cache-${requests - 1}-9`, { query: [['info', 'cache']] });
  t.match(last.body, { cache: { data: /^299 9/ } }, 'the youngest is there');
  const first = await call(port, 'GET', '/apps/app-1/channels/cache-0-0', { query: [['info', 'cache']] });
  t.match(first.body, { cache: null }, 'the oldest went');
  const other = await call(port, 'GET', '/apps/app-2/channels/cache-kept', { ...by, query: [['info', 'cache']] });
  t.match(other.body, { cache: { data: 'still here' } }, 'and nothing of another app');
});
