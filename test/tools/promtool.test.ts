import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { scrape } from '../support/nodes/scrape.ts';
import { testServer } from '../support/nodes/server.ts';
import { systemProgram } from '../support/nodes/system-program.ts';

const folder = fileURLToPath(new URL('../../docs/grafana/', import.meta.url));
systemProgram('prometheus'); // its package brings promtool

function promtool(args: readonly string[], input = ''): { status: number | null; said: string } {
  const { status, stdout, stderr, error } = spawnSync('promtool', args, { input, encoding: 'utf8' });
  return { status, said: `${error ?? ''}${stdout}${stderr}` };
}

t.test('[M1] promtool finds nothing wrong with the names and texts of the numbers', async (t) => {
  const server = await testServer(t, {}, { admin: { port: 0, token: 'x' } }, { oneNode: 'metrics are of a node' });
  await (await server.raw()).join('news');
  // Names of Node's own, which come with the client for any program.
  const own = (await scrape(server)).split('\n\n').filter((family) => !family.startsWith('# HELP nodejs_'));
  const { status, said } = promtool(['check', 'metrics'], `${own.join('\n\n')}\n`);
  t.equal(status, 0, said);
  t.equal(said, '');
  t.not(promtool(['check', 'metrics'], '# TYPE a_total gauge\na_total 1\n').status, 0, 'it looks');
});

t.test('[M2] promtool can read every alert, and every question of the board', async (t) => {
  const { status, said } = promtool(['check', 'rules', `${folder}alerts.yaml`]);
  t.equal(status, 0, said);
  t.match(said, /SUCCESS: 13 rules found/);
  const board = readFileSync(`${folder}carillon.json`, 'utf8');
  const asked = [...board.matchAll(/"expr": ("(?:[^"\\]|\\.)*")/g)].map(([, text = '']) => JSON.parse(text) as string);
  t.ok(asked.length > 30, `${asked.length} questions`);
  const rules = asked.map((expr, index) => ({
    record: `asked:${index}`,
    expr: expr.replaceAll('$__rate_interval', '5m').replaceAll(/\$(instance|app)/g, '.*'),
  }));
  const file = `${t.testdir({ 'board.yaml': JSON.stringify({ groups: [{ name: 'board', rules }] }) })}/board.yaml`;
  const read = promtool(['check', 'rules', '--lint=none', file]);
  t.equal(read.status, 0, read.said);
});
