import { existsSync, readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { readPage } from '../support/pages/page-blocks.ts';

const top = new URL('../../', import.meta.url);
const contributing = readPage('CONTRIBUTING.md');

/** What stands between backticks in the first cell of each row of the table with this head. */
function firstCells(page: string, head: string): string[] {
  const [, rows = ''] = page.split(`| ${head} |`);
  const [table = ''] = rows.split('\n\n');
  return [...table.matchAll(/^\| ([^|]*) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
  );
}

function foldersOf(folder: string): string[] {
  const entries = readdirSync(new URL(folder, top), { recursive: true, withFileTypes: true });
  const start = new URL(folder, top).pathname;
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ parentPath, name }) => `${parentPath}/${name}`.slice(start.length).replace(/^\//, ''));
}

t.test('the map has every folder of src, and no other', async (t) => {
  const named = firstCells(contributing, 'folder of `src/` | what is in it');
  const inside = /^(protocol\/types|cluster\/redis\/lua)\/./;
  t.same(
    named.sort(),
    foldersOf('src/')
      .filter((folder) => !inside.test(folder))
      .sort(),
  );
  const beside = readdirSync(new URL('src/', top)).filter((name) => name.endsWith('.ts'));
  t.same(
    beside.filter((name) => !contributing.includes(`\`${name}\``)),
    [],
    'and each file beside them',
  );
});

t.test('each folder of tests that is named exists', async (t) => {
  const named = firstCells(contributing, 'folder of `test/` | what is in it');
  t.ok(named.length >= 10);
  t.same(
    named.filter((name) => !existsSync(new URL(`test/${name}`, top))),
    [],
  );
});

t.test('each file that CONTRIBUTING.md names exists', async (t) => {
  const files = [...contributing.matchAll(/`((?:[\w.-]+\/)*[\w.-]+\.(?:ts|json|md|lua))`/g)].map(
    ([, file = '']) => file,
  );
  const beside = (file: string): string[] =>
    ['', 'src/', 'src/cli/', 'src/channels/', 'src/protocol/', 'protocol/'].map((folder) => folder + file);
  t.ok(files.length >= 20, `looked at ${files.length}`);
  t.same(
    files.filter((file) => !beside(file).some((path) => existsSync(new URL(path, top)))),
    [],
  );
});

t.test('each dependency at run time has its reason, and no other has', async (t) => {
  const { dependencies } = JSON.parse(readFileSync(new URL('package.json', top), 'utf8')) as { dependencies: object };
  const argued = [...(contributing.split('| package | why |')[1] ?? '').matchAll(/^\| ([\w.-]+) \| .{20,} \|$/gm)];
  t.same(argued.map(([, name]) => name).sort(), Object.keys(dependencies).sort());
});

t.test('each file that the architecture names exists', async (t) => {
  const page = readPage('docs/architecture.md');
  const [oneNode = '', redis = ''] = page.split('## Many nodes, on Redis');
  const files = (text: string): string[] =>
    [...text.matchAll(/`((?:[\w.-]+\/)*[\w.-]+\.(?:ts|lua))`/g)].map(([, file = '']) => file);
  t.ok(files(oneNode).length >= 60 && files(redis).length >= 20, 'there are walks');
  const missing = (text: string, ...folders: string[]): string[] =>
    files(text).filter((file) => !folders.some((folder) => existsSync(new URL(folder + file, top))));
  t.same(missing(oneNode, 'src/', ''), []);
  t.same(missing(redis, 'src/cluster/redis/', 'src/'), []);
});
