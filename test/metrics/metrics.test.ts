import { createRequire } from 'node:module';
import t from 'tap';
import { createAppCounters, tally } from '../../src/channels/app-counters.ts';
import { libraryOf } from '../../src/channels/connecting/library.ts';
import { createHistogram, observe } from '../../src/histogram.ts';
import { histogram } from '../../src/metrics/family.ts';
import type { MetricsState } from '../../src/metrics/state.ts';
import { readNumbers, scrape } from '../support/nodes/scrape.ts';
import { credentials, testServer } from '../support/nodes/server.ts';

const admin = { admin: { port: 0, token: 'x' } };
const oneNode = 'metrics are of a node';
const { cache } = createRequire(import.meta.url);
const isLoaded = (): boolean => Object.keys(cache).some((file) => file.includes('/prom-client/'));

t.test('[M1] the operator reads all numbers in the text format, and who never asks does not load it', async (t) => {
  const server = await testServer(t, {}, admin, { oneNode });
  await server.raw();
  t.notOk(isLoaded());
  const at = `http://127.0.0.1:${server.adminPort}/metrics`;
  for (const headers of [{}, { Authorization: 'Bearer y' }]) t.equal((await fetch(at, { headers })).status, 401);
  t.equal((await fetch(`http://127.0.0.1:${server.port}/metrics`)).status, 404, 'the port of clients has none');
  t.notOk(isLoaded());
  const response = await fetch(at, { headers: { Authorization: 'Bearer x' } });
  t.equal(response.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  t.ok(isLoaded());
  const text = await response.text();
  const names = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => ({ name, type }));
  t.ok(names.length > 60, `${names.length} names`);
  for (const { name, type } of names) {
    t.match(name, /^(carillon|process|nodejs)_/);
    t.match(text, new RegExp(`^# HELP ${name} .`, 'm'));
    t.equal(name.endsWith('_total'), type === 'counter', name);
  }
  const numbers = readNumbers(text);
  for (const name of ['process_start_time_seconds', 'process_resident_memory_bytes', 'process_cpu_seconds_total'])
    t.ok((numbers.get(name) ?? 0) > 0, name);
  t.equal(numbers.get(`carillon_connections{app="${credentials.id}"}`), 1);
});

t.test('[M1] HEAD is refused, and the other method says which', async (t) => {
  const server = await testServer(t, {}, admin, { oneNode });
  const headers = { Authorization: 'Bearer x' };
  const response = await fetch(`http://127.0.0.1:${server.adminPort}/metrics`, { method: 'POST', headers });
  t.same([response.status, response.headers.get('allow')], [405, 'GET']);
});

t.test('[M3] no label holds what a client chose', async (t) => {
  const server = await testServer(t, { clientEvents: true }, admin, { oneNode });
  const mine = 'of-a-stranger';
  for (const version of ['8.1', '99', '8.9.1', 'x', '0']) {
    for (const client of ['js', mine]) {
      const path = `/app/${credentials.key}?protocol=7&client=${client}&version=${version}&flash=${mine}`;
      const one = await server.raw(path, { headers: { Origin: `https://${mine}.example` } });
      await one.join(mine);
      await one.join(`presence-${mine}`, { user_id: mine, user_info: { mine } });
      one.say(`client-${mine}`, mine, { channel: `presence-${mine}` });
      one.say('pusher:subscribe', { channel: `private-${mine}`, auth: mine });
      one.say(mine, mine);
      await one.barrier();
      one.ws.close(4000 + Number.parseInt(version, 36), mine);
      await one.closed;
    }
  }
  await (await fetch(`http://127.0.0.1:${server.port}/apps/${mine}/${mine}?${mine}=${mine}`)).text();
  await (await fetch(`http://127.0.0.1:${server.port}/${mine}`, { method: 'PUT' })).text();
  const text = await scrape(server);
  t.notMatch(text, new RegExp(mine));
  const own = text.split('\n').filter((line) => line.startsWith('carillon_'));
  const labels = new Set(own.flatMap((line) => [...line.matchAll(/[{,](\w+)="/g)].map(([, name = '']) => name)));
  const known = ['app', 'cause', 'code', 'by', 'endpoint', 'le', 'library', 'outcome', 'result', 'status', 'type'];
  t.same(
    [...labels].filter((label) => ![...known, 'version', 'what'].includes(label)),
    [],
  );
  t.match(text, /closes_total\{app="[^"]*",code="other",by="client"\} \d/);
});

t.test('[M3] a library is known by name and major version, or is other', async (t) => {
  const seen = {
    'client=js&version=8.4.0': 'js 8',
    'protocol=7&client=js&version=8.4.0-rc.1&flash=false': 'js 8',
    'client=JS&version=v7': 'js 7',
    'client=pusher-websocket-swift&version=10.1.5': 'pusher-websocket-swift 10',
    'client=js': 'js other',
    'client=js&version=20.1': 'js other',
    'client=js&version=800': 'js other',
    'client=js&version=8%2E4': 'js other',
    'client=jsx&version=8.4': 'other other',
    'xclient=js&version=8.4': 'other other',
    '': 'other other',
  };
  for (const [query, library] of Object.entries(seen)) t.equal(libraryOf(query), library, query);
});

t.test('[M3] of what is named by a domain, so many kinds are told apart', async (t) => {
  const { subscribesRefused } = createAppCounters();
  for (let index = 0; index < 100_000; index += 1) tally(subscribesRefused, `REFUSAL_${index}`);
  tally(subscribesRefused, 'REFUSAL_7');
  t.equal(subscribesRefused.size, 201);
  t.equal(subscribesRefused.get('REFUSAL_7'), 2);
  t.equal(subscribesRefused.get('other'), 99_800);
});

t.test('[M4] a histogram tells all of it, group by group and together, in seconds', async (t) => {
  const took = createHistogram();
  for (const ms of [0, 1, 1.5, 99, 100, 101, 60_000, -5]) observe(took, ms);
  const { name, read } = histogram('it_seconds', 'It.', () => took);
  const samples = Object.fromEntries(
    read({} as MetricsState).map(({ metricName = '', labels, value }) => [
      `${metricName} ${labels['le'] ?? ''}`,
      value,
    ]),
  );
  t.equal(name, 'carillon_it_seconds');
  t.match(samples, {
    'carillon_it_seconds_bucket 0.001': 3,
    'carillon_it_seconds_bucket 0.0025': 4,
    'carillon_it_seconds_bucket 0.1': 6,
    'carillon_it_seconds_bucket 0.25': 7,
    'carillon_it_seconds_bucket 10': 7,
    'carillon_it_seconds_bucket +Inf': 8,
    'carillon_it_seconds_count ': 8,
    'carillon_it_seconds_sum ': 60.3025,
  });
});
